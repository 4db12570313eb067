package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Postgres;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** No secret is in a log line or an answer, while all is well and while everything fails. */
@ExtendWith(RealParts.Extension.class)
class SecretsTest {

    private static final List<String> SECRETS = List.of(
            "pa55word-of-database",
            "T0ken-of-administrator",
            "dGhlLWZpcnN0LXNlY3JldC1vZi13ZWJob29rcw==",
            "YW5vdGhlci1zZWNyZXQtb2Ytd2ViaG9va3MhIQ==");

    @Tag("long")
    @Test
    void no_secret_is_said(RealParts parts) throws Exception {
        Postgres postgres = parts.postgres();
        String secretKey = parts.s3().secretKey();
        List<String> said = new ArrayList<>();
        try (Recorder recorder = parts.recorder()) {
            String database = recorder.recordingsBucket().replace("-recordings", "");
            recorder.with("ADMIN_TOKEN", SECRETS.get(1))
                    .with("WEBHOOK_SECRET", "whsec_" + SECRETS.get(2) + "," + SECRETS.get(3));
            recorder.with(
                            "DATABASE_URL",
                            "postgres://" + postgres.user() + ":" + SECRETS.get(0) + "@127.0.0.1:1/" + database)
                    .with("MINIO_SECRET_KEY", SECRETS.get(0) + "-wrong")
                    .launch();
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> recorder.get("/health").statusCode() == 503);
            // each of them waits for a connection
            for (String path : List.of("/health", "/recordings", "/recording/" + UUID.randomUUID())) {
                HttpResponse<String> answer = recorder.get(path);
                said.add(answer.headers().map() + answer.body());
            }
            recorder.stop()
                    .with(
                            "DATABASE_URL",
                            "postgres://" + postgres.user() + ":" + postgres.password() + "@" + postgres.host() + ":"
                                    + postgres.port() + "/" + database)
                    .start();
            askEverything(recorder, said);
            recorder.stop()
                    .with("MINIO_SECRET_KEY", secretKey)
                    .with("WEBHOOK_SECRET", "")
                    .start();
            Stream stream = Stream.on(recorder)
                    .started()
                    .putAll(Segments.of(Duration.ofSeconds(4)).make())
                    .put("segment_002.ts", "no media".getBytes(StandardCharsets.UTF_8))
                    .ended();
            stream.awaitCompleted();
            askEverything(recorder, said);
            said.add(recorder.logged());
        }
        for (String setting : List.of("WEBHOOK_SECRET", "ADMIN_TOKEN", "DATABASE_URL")) {
            try (Recorder wrong =
                    parts.recorder().with(setting, "not a " + SECRETS.get(0)).launch()) {
                assertThat(wrong.process().waitFor()).isEqualTo(2);
                assertThat(wrong.logged()).contains(setting + "=(not shown) is wrong: ");
                said.add(wrong.logged());
            }
        }

        assertThat(said).hasSizeGreaterThan(30).allSatisfy(text -> {
            assertThat(text).doesNotContain(SECRETS);
            assertThat(text.contains(secretKey))
                    .as("the key of the object store")
                    .isFalse();
        });
    }

    /**
     * Every operation of the contract, with the right token, a wrong one and none; bodies and headers of the answers.
     */
    private static void askEverything(Recorder recorder, List<String> said) throws Exception {
        JsonNode document = new YAMLMapper()
                .readTree(Path.of("src/main/resources/openapi.yaml").toFile());
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    for (String token : List.of(SECRETS.get(1), SECRETS.get(1) + "x", "")) {
                        HttpRequest.Builder request = HttpRequest.newBuilder(recorder.uri(path.getKey()
                                        .replaceAll(
                                                "\\{[^}]*}", UUID.randomUUID().toString())))
                                .header("Content-Type", "application/json")
                                .header("Authorization", "Bearer " + token)
                                .method(
                                        operation.getKey().toUpperCase(Locale.ROOT),
                                        operation.getKey().equals("post")
                                                ? BodyPublishers.ofString("{}")
                                                : BodyPublishers.noBody());
                        HttpResponse<String> answer = recorder.send(request);
                        said.add(answer.headers().map() + answer.body());
                    }
                }));
    }
}
