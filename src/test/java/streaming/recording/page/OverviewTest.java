package streaming.recording.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** GET /overview and GET /overview/{id}: what the page lists. */
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverviewTest {

    private static final List<Path> EIGHT_SECONDS =
            Segments.of(Duration.ofSeconds(8)).make();

    private Recorder recorder;

    @BeforeAll
    void start(RealParts parts) {
        recorder = parts.recorder().start();
    }

    @AfterAll
    void stop() {
        recorder.close();
    }

    @Test
    void live_ones_come_first_and_each_recording_once_also_when_many_started_in_one_second() {
        Stream live = Stream.on(recorder).started();
        recorder.sql(
                "INSERT INTO recordings (file_path, status, started_at)"
                        + " SELECT 'tie' || n, 'completed', timestamp '2021-01-01 00:00:00' + (n / 40) * interval '1 second' FROM generate_series(1, 100) n");
        recorder.sql(
                "INSERT INTO recordings (file_path, status, started_at) VALUES ('tie of others', 'completed', NULL)");

        List<String> ids = new ArrayList<>();
        String cursor = null;
        do {
            JsonNode page = overview("limit=7" + (cursor == null ? "" : "&cursor=" + cursor));
            page.path("recordings")
                    .forEach(recording -> ids.add(recording.path("id").asText()));
            cursor = page.path("next_cursor").isNull()
                    ? null
                    : page.path("next_cursor").asText();
        } while (cursor != null);

        assertThat(ids)
                .doesNotHaveDuplicates()
                .hasSize(recorder.sql("SELECT 1 FROM recordings").size());
        assertThat(ids.get(0)).isEqualTo(id(live));
        assertThat(overview("limit=1").path("counts").path("recording").asInt()).isEqualTo(1);
        assertThat(overview("status=completed&q=nothing").path("recordings")).isEmpty();
        live.ended();
    }

    @Test
    void a_search_takes_the_words_as_they_are() {
        Stream percent = Stream.on(recorder, "discount").started().ended();
        Stream plain = Stream.on(recorder, "hundred").started().ended();
        percent.awaitFailed();
        recorder.sql(
                "UPDATE recording_capture SET title = ? WHERE stream_key = 'discount'",
                "100% Öl_Farbe '; DROP TABLE recordings; --");

        assertThat(found("100%")).containsExactly(id(percent));
        assertThat(found("öl_f")).containsExactly(id(percent));
        assertThat(found("0%Ö")).isEmpty();
        assertThat(found("'; drop")).containsExactly(id(percent));
        assertThat(found("farbe  100%")).as("two words").containsExactly(id(percent));
        assertThat(found("farbe hundred")).isEmpty();
        assertThat(found("HUND")).containsExactly(id(plain));
        assertThat(found(id(plain).substring(0, 8))).containsExactly(id(plain));
        assertThat(found(id(plain))).containsExactly(id(plain));
        assertThat(found(id(plain).substring(0, 20).toUpperCase(java.util.Locale.ROOT)))
                .containsExactly(id(plain));
        assertThat(found(id(plain) + "0")).isEmpty();
        assertThat(found("  ")).contains(id(plain), id(percent));
    }

    @Test
    void what_is_captured_so_far_can_be_watched_until_the_mp4_is_there() {
        Stream stream = Stream.on(recorder)
                .started()
                .putAll(EIGHT_SECONDS.subList(0, 3))
                .awaitCaptured(3);
        String id = id(stream);
        List<String> lines = recorder.get("/recording/" + id + "/playlist.m3u8")
                .body()
                .lines()
                .toList();
        List<String> segments =
                lines.stream().filter(line -> line.startsWith("segments/")).toList();

        assertThat(lines)
                .contains("#EXT-X-PLAYLIST-TYPE:EVENT")
                .doesNotContain("#EXT-X-ENDLIST", "#EXT-X-DISCONTINUITY");
        assertThat(segments).hasSize(3).allMatch(name -> name.matches("segments/[0-9a-f]{32}\\.ts"));
        for (int i = 0; i < 3; i++) {
            assertThat(recorder.bytes("/recording/" + id + "/" + segments.get(i)))
                    .hasSameSizeAs(read(EIGHT_SECONDS.get(i)))
                    .isEqualTo(read(EIGHT_SECONDS.get(i)));
        }
        assertThat(overview(id).path("recording").path("size").asLong())
                .isEqualTo(EIGHT_SECONDS.subList(0, 3).stream()
                        .mapToLong(file -> read(file).length)
                        .sum());
        assertThat(recorder.get("/recording/" + id + "/segments/..%2F..%2Fpasswd")
                        .statusCode())
                .isEqualTo(404);
        assertThat(recorder.get("/recording/" + id + "/segments/segment_000.ts").statusCode())
                .isEqualTo(404);

        stream.put(EIGHT_SECONDS.get(3)).ended().awaitCompleted();

        lines = recorder.get("/recording/" + id + "/playlist.m3u8")
                .body()
                .lines()
                .toList();
        assertThat(lines).as("for those who watch it, to its end").contains("#EXT-X-ENDLIST");
        assertThat(recorder.bytes("/recording/" + id + "/" + lines.get(lines.size() - 2)))
                .isEqualTo(read(EIGHT_SECONDS.get(3)));
        JsonNode finished = recorder.json(recorder.get("/overview/" + id)).path("recording");
        assertThat(finished.path("coverage").asDouble()).isEqualTo(100.0);
        assertThat(finished.path("holes")).isEmpty();
        assertThat(finished.path("playable").asBoolean()).isFalse();
    }

    @Test
    void what_nobody_watched_has_no_playlist_when_its_folder_is_gone() {
        Stream stream = Stream.on(recorder).started().putAll(EIGHT_SECONDS).ended();
        stream.awaitStory("folder.deleted");

        assertThat(recorder.get("/recording/" + id(stream) + "/playlist.m3u8").statusCode())
                .isEqualTo(404);
    }

    private JsonNode overview(String query) {
        return recorder.json(
                recorder.get(query.matches("[0-9a-f-]{36}") ? "/overview/" + query : "/overview?" + query));
    }

    private List<String> found(String words) {
        JsonNode page = overview("q=" + URLEncoder.encode(words, StandardCharsets.UTF_8));
        return StreamSupport.stream(page.path("recordings").spliterator(), false)
                .map(one -> one.path("id").asText())
                .toList();
    }

    private static byte[] read(Path file) {
        try {
            return java.nio.file.Files.readAllBytes(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String id(Stream stream) {
        return stream.recording().path("id").asText();
    }
}
