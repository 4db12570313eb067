package streaming.recording.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.S3Object;

class BroadcastTest {
    private S3Server s3;

    @BeforeEach
    void start() {
        s3 = S3Server.builder().start().createBucket("live-segments");
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    @Test
    void each_segment_is_in_the_bucket_before_the_playlist_lists_it() throws IOException {
        var early = new CopyOnWriteArrayList<String>();
        var broadcast = small(Duration.ofSeconds(4)).key("live").onProgress(progress -> {
            if (progress.segments() > 1
                    && playlist("live").contains(progress.last().getFileName().toString())) {
                early.add(progress.last().toString());
            }
        });
        long began = System.nanoTime();
        try (var live = broadcast.start(s3)) {
            live.awaitEnd();

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("real time")
                    .isBetween(Duration.ofMillis(3500), Duration.ofSeconds(60));
            assertThat(early)
                    .as("segments that were listed before they could be fetched")
                    .isEmpty();
            assertThat(live.sourceSegments()).hasSize(4);
            for (var segment : live.sourceSegments()) {
                assertThat(s3.client()
                                .getObjectAsBytes(r -> r.bucket("live-segments").key("live/" + segment.getFileName()))
                                .asByteArray())
                        .as(segment.getFileName().toString())
                        .isEqualTo(Files.readAllBytes(segment));
            }
            assertThat(playlist("live")).contains("segment_000.ts", "segment_003.ts", "#EXT-X-ENDLIST");
            Decoded shown = Decoded.of(live.sourceSegments());
            assertThat(shown.video())
                    .hasSize(120)
                    .as("each frame carries its number")
                    .doesNotHaveDuplicates();
            assertThat(shown.audio().size()).isBetween(187, 190);
        }
    }

    @Test
    void a_broadcast_that_is_stopped_has_an_end_and_one_that_breaks_off_has_none() {
        try (var stopped = small(Duration.ofMinutes(5)).key("stopped").start(s3);
                var broken = small(Duration.ofMinutes(5)).key("broken").start(s3)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> stopped.sourceSegments().size() > 1
                            && broken.sourceSegments().size() > 1);
            stopped.stop();
            broken.breakOff();
            stopped.awaitEnd();
            broken.awaitEnd();
        }
        assertThat(playlist("stopped")).contains("#EXT-X-ENDLIST");
        assertThat(playlist("broken")).contains("segment_001.ts").doesNotContain("#EXT-X-ENDLIST");
    }

    @Test
    void segments_wait_for_a_store_that_is_down_and_none_is_lost_from_a_short_playlist() {
        try (var live = small(Duration.ofSeconds(6)).key("patient").window(2).start(s3)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !live.sourceSegments().isEmpty());
            s3.stop();
            Path local = live.folder().resolve("playlist.m3u8");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.readString(local).contains("segment_004.ts"));
            s3.start();
            live.awaitEnd();

            var expected = new ArrayList<>(List.of("patient/playlist.m3u8"));
            live.sourceSegments().forEach(segment -> expected.add("patient/" + segment.getFileName()));
            assertThat(expected).hasSize(7);
            assertThat(s3.client()
                            .listObjectsV2(r -> r.bucket("live-segments").prefix("patient/"))
                            .contents())
                    .extracting(S3Object::key)
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(playlist("patient").lines().filter(line -> line.endsWith(".ts")))
                    .hasSize(2);
        }
    }

    private static Broadcast.Builder small(Duration duration) {
        return Broadcast.of(duration).size(320, 180).segment(Duration.ofSeconds(1));
    }

    private String playlist(String key) {
        return s3.client()
                .getObjectAsBytes(r -> r.bucket("live-segments").key(key + "/playlist.m3u8"))
                .asUtf8String();
    }
}
