package streaming.recording.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.storage.SegmentStore;

/** Listings of more objects than are kept in memory. */
class SegmentInventoryTest {

    private static final Instant START = Instant.parse("2025-10-05T18:00:00Z");
    private static final int LONG = 20_200;

    private final TreeMap<String, S3Object> bucket = new TreeMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Set<String> ledger = new HashSet<>();

    @Test
    void another_rendition_beside_a_long_recording_is_still_none_of_it() {
        text("playlist.m3u8", "#EXT-X-STREAM-INF:BANDWIDTH=9\n1080p.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=3\n720p.m3u8\n");
        text("1080p.m3u8", window("1080p_", "?t=a/b"));
        text("720p.m3u8", window("720p_", "?t=a/b"));
        for (int i = 0; i < LONG; i++) {
            put(name("1080p_", i), 2 * i);
            put(name("720p_", i), 2 * i);
            ledger.add("k/" + name("1080p_", i));
        }
        ledger.remove("k/" + name("1080p_", LONG - 1));

        BucketListing listing = list();

        assertThat(listing.segments())
                .extracting(SegmentObject::objectKey)
                .contains("k/" + name("1080p_", LONG - 1), "k/" + name("1080p_", LONG - 3))
                .noneMatch(key -> key.contains("720p"));
        assertThat(listing.missing()).isEmpty();
    }

    @Test
    void a_bucket_full_of_old_broadcasts_hides_no_new_one() {
        for (int i = 0; i < 71_000; i++) {
            put("20250901-" + String.format("%06d.ts", i), -1_000_000 + i);
        }
        put("20251005-000000.ts", 2);
        put("20251005-000001.ts", 4);

        assertThat(list().segments())
                .extracting(SegmentObject::name)
                .containsExactly("20251005-000000.ts", "20251005-000001.ts");
    }

    private BucketListing list() {
        SegmentStore store = new SegmentStore(new Bucket());
        Recording recording =
                new Recording("r", "k", "b", "k/", "f", START.atOffset(ZoneOffset.UTC), null, false, null, true);
        return new SegmentInventory(
                        store,
                        new Rendition("best"),
                        new PlaylistFollower(store, null, System::nanoTime),
                        (id, page) -> page.stream()
                                .map(S3Object::key)
                                .filter(key -> !ledger.contains(key))
                                .collect(Collectors.toSet()))
                .list(new SegmentQuery(recording, true));
    }

    private static String name(String stem, int number) {
        return stem + String.format("%05d.ts", number);
    }

    private static String window(String stem, String query) {
        StringBuilder text = new StringBuilder("#EXT-X-MEDIA-SEQUENCE:" + (LONG - 3) + "\n");
        for (int i = LONG - 3; i < LONG; i++) {
            text.append("#EXTINF:2,\n").append(name(stem, i)).append(query).append('\n');
        }
        return text.append("#EXT-X-ENDLIST\n").toString();
    }

    private void text(String name, String lines) {
        texts.put("k/" + name, "#EXTM3U\n" + lines);
        put(name, 2 * LONG);
    }

    private void put(String name, int second) {
        bucket.put(
                "k/" + name,
                S3Object.builder()
                        .key("k/" + name)
                        .eTag("e")
                        .size(1L)
                        .lastModified(START.plusSeconds(second))
                        .build());
    }

    /** Pages of 1,000, as a store sends them. */
    private final class Bucket implements S3Client {

        @Override
        public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
            String after = request.startAfter() == null ? "" : request.startAfter();
            List<S3Object> page =
                    bucket.tailMap(after, false).values().stream().limit(1_000).toList();
            boolean more = !page.isEmpty()
                    && bucket.higherKey(page.get(page.size() - 1).key()) != null;
            return (ListObjectsV2Response) ListObjectsV2Response.builder()
                    .contents(page)
                    .isTruncated(more)
                    .sdkHttpResponse(SdkHttpResponse.builder().statusCode(200).build())
                    .build();
        }

        @Override
        public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest request) {
            String text = texts.get(request.key());
            if (text == null) {
                throw NoSuchKeyException.builder().build();
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return new ResponseInputStream<>(
                    GetObjectResponse.builder()
                            .contentLength((long) bytes.length)
                            .eTag("p")
                            .lastModified(START.plusSeconds(2 * LONG))
                            .build(),
                    AbortableInputStream.create(new ByteArrayInputStream(bytes)));
        }

        @Override
        public String serviceName() {
            return "s3";
        }

        @Override
        public void close() {}
    }
}
