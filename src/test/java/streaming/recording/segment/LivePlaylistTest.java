package streaming.recording.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import streaming.recording.failure.Rejected;
import streaming.recording.hls.LivePlaylist;
import streaming.recording.hls.PlaylistSegment;
import streaming.recording.hls.WatchedRecording;

class LivePlaylistTest {

    private static final Instant NOW = Instant.parse("2025-10-05T18:00:00Z");
    private static final WatchedRecording LIVE = new WatchedRecording("a", false);
    private static final WatchedRecording ENDED = new WatchedRecording("a", true);

    @Test
    void segments_follow_one_another_and_the_list_is_open_until_the_end() throws IOException {
        List<PlaylistSegment> rows = List.of(row(0, 0, 60), row(0, 1, 60), row(0, 2, 60));

        assertThat(playlist(LIVE, rows))
                .isEqualTo(
                        """
                #EXTM3U
                #EXT-X-VERSION:3
                #EXT-X-TARGETDURATION:6
                #EXT-X-MEDIA-SEQUENCE:0
                #EXT-X-PLAYLIST-TYPE:EVENT
                #EXT-X-START:TIME-OFFSET=0
                #EXTINF:2.000,
                segments/0-0.ts
                #EXTINF:2.000,
                segments/0-1.ts
                #EXTINF:2.000,
                segments/0-2.ts
                """);
        assertThat(playlist(ENDED, rows)).endsWith("segments/0-2.ts\n#EXT-X-ENDLIST\n");
    }

    @Test
    void what_came_before_the_one_in_between_waits_for_it_and_not_for_ever() throws IOException {
        assertThat(playlist(LIVE, List.of(row(0, 0, 60), row(0, 2, 3)))).doesNotContain("0-2.ts");
        assertThat(playlist(LIVE, List.of(row(0, 0, 60), row(0, 2, 16))))
                .contains("#EXT-X-DISCONTINUITY\n#EXTINF:2.000,\nsegments/0-2.ts");
        assertThat(playlist(ENDED, List.of(row(0, 0, 60), row(0, 2, 3)))).contains("0-2.ts");
    }

    @Test
    void what_comes_when_its_place_is_passed_changes_nothing_that_was_listed() throws IOException {
        List<PlaylistSegment> passed = List.of(row(0, 0, 60), row(0, 2, 40), row(0, 3, 38));
        List<PlaylistSegment> late = List.of(row(0, 0, 60), row(0, 1, 20), row(0, 2, 40), row(0, 3, 38));

        assertThat(playlist(LIVE, late)).isEqualTo(playlist(LIVE, passed));
        assertThat(playlist(ENDED, late)).isEqualTo(playlist(ENDED, passed));
        assertThat(playlist(LIVE, List.of(row(0, 0, 60), row(0, 1, 30), row(0, 2, 40))))
                .contains("0-1.ts");
    }

    @Test
    void a_new_run_and_a_clock_that_jumps_are_discontinuities_and_one_that_wraps_is_not() throws IOException {
        assertThat(playlist(LIVE, List.of(row(0, 0, 60), row(1, 0, 60))))
                .contains("#EXT-X-DISCONTINUITY\n#EXTINF:2.000,\nsegments/1-0.ts");
        PlaylistSegment jumped = row(0, 1, 60, 180_000, 900_000, 360_000);
        assertThat(playlist(LIVE, List.of(row(0, 0, 60), jumped))).contains("#EXT-X-DISCONTINUITY");
        PlaylistSegment last = row(0, 0, 60, 180_000, 0, (1L << 33) - 10);
        PlaylistSegment wrapped = row(0, 1, 60, 180_000, 20, 360_000);
        assertThat(playlist(LIVE, List.of(last, wrapped))).doesNotContain("#EXT-X-DISCONTINUITY");
    }

    @Test
    void a_segment_without_media_is_left_out_and_a_recording_without_folder_is_not_found() throws IOException {
        PlaylistSegment empty = row(0, 1, 60, 0, 180_000, 360_000);

        assertThat(playlist(LIVE, List.of(row(0, 0, 60), empty, row(0, 2, 60))))
                .doesNotContain("0-1.ts")
                .contains("0-2.ts");
        assertThatThrownBy(() -> playlist(null, List.of())).isInstanceOf(Rejected.class);
    }

    @Test
    void a_month_is_told_in_parts_and_as_a_whole_when_it_is_asked_for_again() throws IOException {
        int all = 75_000;
        int part = 20_000;
        // the last but four of the first part came ten seconds late
        List<PlaylistSegment> rows = IntStream.range(0, all)
                .mapToObj(i -> row(0, i, 2L * (all - i) - (i == part - 4 ? 10 : 0)))
                .toList();
        LivePlaylist playlist = new LivePlaylist(Clock.fixed(NOW, ZoneOffset.UTC));
        List<OffsetDateTime> asked = new ArrayList<>();

        LivePlaylist.Captured captured = (since, taker) -> {
            asked.add(since);
            OffsetDateTime from = since.equals(OffsetDateTime.MIN) ? since : since.plusMinutes(5);
            OffsetDateTime until = rows.stream()
                    .map(PlaylistSegment::capturedAt)
                    .filter(at -> at.isAfter(from))
                    .sorted()
                    .skip(part)
                    .findFirst()
                    .orElse(null);
            rows.stream()
                    .filter(row -> !row.capturedAt().isBefore(since))
                    .filter(row -> until == null || !row.capturedAt().isAfter(until))
                    .map(row -> with(row, row.followedAt(), until))
                    .forEach(taker);
        };

        String first = text(playlist.of(ENDED, captured));
        String told = text(playlist.of(ENDED, captured));

        assertThat(first.lines().filter(line -> line.startsWith("segments/"))).hasSizeBetween(3 * part - 30, 3 * part);
        assertThat(first).doesNotContain("ENDLIST");
        assertThat(told).startsWith(first).endsWith("#EXT-X-ENDLIST\n");
        assertThat(told.lines().filter(line -> line.startsWith("segments/")))
                .containsExactlyElementsOf(
                        rows.stream().map(row -> "segments/" + row.name()).toList());
        assertThat(told).doesNotContain("DISCONTINUITY");
        assertThat(asked).hasSize(4);
    }

    private static PlaylistSegment with(PlaylistSegment row, OffsetDateTime followed, OffsetDateTime until) {
        return new PlaylistSegment(
                row.name(),
                row.run(),
                row.sequence(),
                row.ticks(),
                row.discontinuity(),
                row.firstPts(),
                row.lastPts(),
                row.capturedAt(),
                followed,
                until);
    }

    private static String text(InputStream answer) throws IOException {
        return new String(answer.readAllBytes(), StandardCharsets.US_ASCII);
    }

    /** @param rows in the order of the broadcast */
    private String playlist(WatchedRecording recording, List<PlaylistSegment> rows) throws IOException {
        List<PlaylistSegment> told = new ArrayList<>();
        OffsetDateTime followed = null;
        for (int i = rows.size() - 1; i >= 0; i--) {
            PlaylistSegment row = rows.get(i);
            told.add(0, with(row, followed, null));
            followed = followed == null || row.capturedAt().isBefore(followed) ? row.capturedAt() : followed;
        }
        return text(new LivePlaylist(Clock.fixed(NOW, ZoneOffset.UTC))
                .of(recording, (since, taker) -> told.forEach(taker)));
    }

    /** @param age seconds since it was captured */
    private static PlaylistSegment row(int run, long sequence, long age) {
        return row(run, sequence, age, 180_000, sequence * 180_000, (sequence + 1) * 180_000);
    }

    private static PlaylistSegment row(int run, long sequence, long age, long ticks, long firstPts, long lastPts) {
        return new PlaylistSegment(
                run + "-" + sequence + ".ts",
                run,
                sequence,
                ticks,
                false,
                firstPts,
                lastPts,
                NOW.minusSeconds(age).atOffset(ZoneOffset.UTC),
                null,
                null);
    }
}
