package streaming.recording.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class S3ServerTest {
    private static final int PART = 5 * 1024 * 1024;
    private static S3Server server;
    private static S3Client s3;

    @BeforeAll
    static void start() {
        server = S3Server.builder().start().createBucket("live-segments").publish("recordings");
        s3 = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void an_object_keeps_its_tag_and_time_until_it_is_replaced() {
        put("live-segments", "key/segment_000.ts", "one");
        HeadObjectResponse first = head("live-segments", "key/segment_000.ts");
        HeadObjectResponse again = head("live-segments", "key/segment_000.ts");
        S3Object listed = s3.listObjectsV2(r -> r.bucket("live-segments").prefix("key/segment_000"))
                .contents()
                .get(0);

        assertThat(again.eTag())
                .as("ETag of the second HEAD")
                .isEqualTo(first.eTag())
                .isEqualTo(listed.eTag());
        assertThat(again.lastModified()).isEqualTo(first.lastModified()).isEqualTo(listed.lastModified());
        assertThat(first.lastModified()).isBetween(Instant.now().minusSeconds(10), Instant.now());

        put("live-segments", "key/segment_000.ts", "two");
        assertThat(head("live-segments", "key/segment_000.ts").eTag()).isNotEqualTo(first.eTag());
    }

    @Test
    void of_many_conditional_puts_one_wins() throws Exception {
        var pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> racers = IntStream.range(0, 8)
                    .<Callable<Integer>>mapToObj(i -> () -> {
                        try {
                            s3.putObject(
                                    r -> r.bucket("recordings").key("race.mp4").ifNoneMatch("*"),
                                    RequestBody.fromString("racer " + i));
                            return 200;
                        } catch (S3Exception e) {
                            return e.statusCode();
                        }
                    })
                    .toList();
            var codes = new ArrayList<Integer>();
            for (var result : pool.invokeAll(racers)) {
                codes.add(result.get());
            }
            assertThat(codes).containsOnlyOnce(200).contains(412).isSubsetOf(200, 409, 412);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void metadata_come_back_after_a_put_and_after_a_multipart_upload() {
        s3.putObject(
                r -> r.bucket("recordings")
                        .key("meta.mp4")
                        .contentType("video/mp4")
                        .metadata(Map.of("recording-id", "7f3a")),
                RequestBody.fromString("x"));
        multipart("meta-parts.mp4", Map.of("recording-id", "8e4b"), false);

        assertThat(head("recordings", "meta.mp4").metadata()).containsEntry("recording-id", "7f3a");
        HeadObjectResponse parts = head("recordings", "meta-parts.mp4");
        assertThat(parts.metadata()).containsEntry("recording-id", "8e4b");
        assertThat(parts.contentType()).isEqualTo("video/mp4");
        assertThat(parts.contentLength()).isEqualTo(PART + 4);
    }

    @Test
    void a_multipart_upload_over_an_existing_object_is_refused_when_it_must_be_new() {
        put("recordings", "taken.mp4", "mine");
        assertThatThrownBy(() -> multipart("taken.mp4", Map.of(), true))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
        assertThat(get("recordings", "taken.mp4")).isEqualTo("mine");
    }

    @Test
    void a_long_listing_comes_in_pages_and_can_start_in_the_middle() {
        for (int i = 0; i < 45; i++) {
            put("live-segments", "long/segment_%03d.ts".formatted(i), "s");
        }
        var pages = s3
                .listObjectsV2Paginator(
                        r -> r.bucket("live-segments").prefix("long/").maxKeys(10))
                .stream()
                .toList();
        assertThat(pages).hasSize(5);
        assertThat(pages.stream().flatMap(page -> page.contents().stream()).map(S3Object::key))
                .hasSize(45)
                .doesNotHaveDuplicates();
        assertThat(s3.listObjectsV2(
                                r -> r.bucket("live-segments").prefix("long/").startAfter("long/segment_041.ts"))
                        .contents())
                .extracting(S3Object::key)
                .containsExactly("long/segment_042.ts", "long/segment_043.ts", "long/segment_044.ts");

        var first = ObjectIdentifier.builder().key("long/segment_000.ts").build();
        s3.deleteObjects(r -> r.bucket("live-segments").delete(d -> d.objects(first)));
        assertThat(s3.listObjectsV2(r -> r.bucket("live-segments").prefix("long/"))
                        .contents())
                .hasSize(44);
    }

    @Test
    void a_browser_reads_and_seeks_in_a_public_bucket_and_in_no_other() throws Exception {
        put("recordings", "public.mp4", "0123456789");
        put("live-segments", "secret.ts", "0123456789");

        HttpResponse<String> range = browse("GET", "/recordings/public.mp4", "bytes=2-4");
        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.body()).isEqualTo("234");
        assertThat(range.headers().firstValue("Content-Range")).hasValue("bytes 2-4/10");
        assertThat(browse("GET", "/recordings/public.mp4", "bytes=7-").body()).isEqualTo("789");
        assertThat(browse("GET", "/recordings/public.mp4", "bytes=0-").statusCode())
                .as("the answer by which a browser knows that it can seek")
                .isEqualTo(206);
        assertThat(browse("GET", "/recordings/absent.mp4", null).statusCode()).isEqualTo(404);
        assertThat(browse("GET", "/live-segments/secret.ts", null).statusCode()).isEqualTo(403);
        assertThat(browse("GET", "/recordings", null).statusCode()).isEqualTo(403);
        assertThat(browse("PUT", "/recordings/public.mp4", null).statusCode()).isEqualTo(403);
        assertThat(browse("DELETE", "/recordings/public.mp4", null).statusCode())
                .isEqualTo(403);
    }

    @Test
    void keys_may_hold_what_urls_escape() {
        for (String key : List.of(
                "odd/with space.ts", "odd/hash#1.ts", "odd/100%.ts", "odd/%41.ts", "odd/a+b.ts", "odd/'q\"?&=.ts")) {
            roundTrip(key);
        }
    }

    @Test
    void keys_may_be_unicode_where_the_locale_is_utf_8() {
        Assumptions.assumeTrue(S3Server.takesUnicodeKeys(), "this JVM's locale is not UTF-8");
        roundTrip("odd/größe-日本.ts");
        roundTrip("odd/🎬.ts");
    }

    @Test
    void wrong_keys_are_refused() {
        try (var stranger = server.client("minioadmin", "wrong")) {
            assertThatThrownBy(() -> stranger.listObjectsV2(r -> r.bucket("recordings")))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
        }
    }

    @Test
    void objects_and_port_survive_a_restart(@TempDir Path folder) {
        try (var first = S3Server.builder().data(folder).start().createBucket("recordings")) {
            int port = first.port();
            first.client()
                    .putObject(
                            r -> r.bucket("recordings").key("a b.mp4").metadata(Map.of("recording-id", "1")),
                            RequestBody.fromString("kept"));
            HeadObjectResponse before =
                    first.client().headObject(r -> r.bucket("recordings").key("a b.mp4"));
            first.stop();
            assertThatThrownBy(() -> first.client().listBuckets()).isInstanceOf(SdkClientException.class);
            first.start();
            HeadObjectResponse after =
                    first.client().headObject(r -> r.bucket("recordings").key("a b.mp4"));
            assertThat(first.port()).isEqualTo(port);
            assertThat(after.metadata()).containsEntry("recording-id", "1");
            assertThat(after.eTag()).isEqualTo(before.eTag());
            assertThat(after.lastModified()).isEqualTo(before.lastModified());
        }
        try (var second = S3Server.builder().data(folder).start()) {
            assertThat(second.client()
                            .getObjectAsBytes(r -> r.bucket("recordings").key("a b.mp4"))
                            .asUtf8String())
                    .isEqualTo("kept");
        }
    }

    private static void roundTrip(String key) {
        put("live-segments", key, key);
        assertThat(get("live-segments", key)).as(key).isEqualTo(key);
        assertThat(s3.listObjectsV2(r -> r.bucket("live-segments").prefix("odd/"))
                        .contents())
                .extracting(S3Object::key)
                .contains(key);
    }

    private static void put(String bucket, String key, String text) {
        s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString(text, StandardCharsets.UTF_8));
    }

    private static String get(String bucket, String key) {
        return s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asUtf8String();
    }

    private static HeadObjectResponse head(String bucket, String key) {
        return s3.headObject(r -> r.bucket(bucket).key(key));
    }

    /** Two parts, the second one first. */
    private static void multipart(String key, Map<String, String> metadata, boolean mustBeNew) {
        String id = s3.createMultipartUpload(r ->
                        r.bucket("recordings").key(key).contentType("video/mp4").metadata(metadata))
                .uploadId();
        var second = s3.uploadPart(
                r -> r.bucket("recordings").key(key).uploadId(id).partNumber(2), RequestBody.fromString("tail"));
        var first = s3.uploadPart(
                r -> r.bucket("recordings").key(key).uploadId(id).partNumber(1), RequestBody.fromBytes(new byte[PART]));
        s3.completeMultipartUpload(r -> r.bucket("recordings")
                .key(key)
                .uploadId(id)
                .ifNoneMatch(mustBeNew ? "*" : null)
                .multipartUpload(m -> m.parts(
                        CompletedPart.builder().partNumber(1).eTag(first.eTag()).build(),
                        CompletedPart.builder()
                                .partNumber(2)
                                .eTag(second.eTag())
                                .build())));
    }

    private static HttpResponse<String> browse(String method, String path, String range) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.endpoint() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (range != null) {
            request.header("Range", range);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
