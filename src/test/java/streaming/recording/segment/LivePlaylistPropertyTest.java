package streaming.recording.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import streaming.recording.hls.LivePlaylist;
import streaming.recording.hls.PlaylistSegment;
import streaming.recording.hls.WatchedRecording;

/** Broadcasts whose playlist is asked for again and again while they are captured. */
class LivePlaylistPropertyTest {

    private static final Instant START = Instant.parse("2025-10-05T18:00:00Z");

    /** @param captured seconds after the start */
    private record Segment(int run, int sequence, int captured) {}

    private int asked;

    @Property(tries = 100)
    void it_only_grows_and_ends_as_if_it_was_asked_for_once(@ForAll Random random) {
        List<Segment> broadcast = broadcast(random, 400, 0);
        int end = broadcast.get(broadcast.size() - 1).captured();
        Now now = new Now();
        LivePlaylist playlist = new LivePlaylist(now);
        String before = "";
        for (int second = random.nextInt(40); second < end; second += 1 + random.nextInt(60)) {
            now.second = second;
            String lines = lines(playlist, false, broadcast, second);
            assertThat(lines).startsWith(before);
            before = lines;
        }
        now.second = end;
        assertThat(lines(playlist, true, broadcast, end))
                .isEqualTo(lines(new LivePlaylist(now), true, broadcast, end))
                .startsWith(before);
    }

    @Property(tries = 100)
    void it_only_grows_also_when_segments_come_late(@ForAll Random random) {
        List<Segment> broadcast = broadcast(random, 300, 90);
        Now now = new Now();
        LivePlaylist playlist = new LivePlaylist(now);
        String before = "";
        for (int second = 0; second < 800; second += 1 + random.nextInt(30)) {
            now.second = second;
            String lines = lines(playlist, false, broadcast, second);
            assertThat(lines).startsWith(before);
            before = lines;
        }
    }

    @Property(tries = 5)
    void a_question_costs_what_is_new(@ForAll Random random) {
        List<Segment> broadcast = broadcast(random, 5_000, 0);
        Now now = new Now();
        LivePlaylist playlist = new LivePlaylist(now);
        now.second = broadcast.get(4_900).captured();
        lines(playlist, false, broadcast, now.second);
        asked = 0;
        now.second = broadcast.get(4_999).captured();
        lines(playlist, false, broadcast, now.second);

        assertThat(asked).as("rows that were read").isBetween(99, 99 + 302);
    }

    /** @param late seconds by which one in twenty comes at most too late */
    private static List<Segment> broadcast(Random random, int segments, int late) {
        List<Segment> broadcast = new ArrayList<>();
        int run = 0;
        int sequence = 0;
        for (int i = 0; i < segments; i++) {
            boolean restarts = random.nextInt(50) == 0;
            run += restarts ? 1 : 0;
            sequence = restarts ? 0 : sequence + (random.nextInt(30) == 0 ? 2 : 1);
            int delay = late > 0 && random.nextInt(20) == 0 ? random.nextInt(late) : 0;
            broadcast.add(new Segment(run, sequence, 2 * i + delay));
        }
        return broadcast;
    }

    private String lines(LivePlaylist playlist, boolean ended, List<Segment> broadcast, int second) {
        try {
            String text = new String(
                    playlist.of(
                                    new WatchedRecording("a", ended),
                                    (since, taker) -> captured(broadcast, second, since, taker))
                            .readAllBytes(),
                    StandardCharsets.US_ASCII);
            return text.substring(text.indexOf("OFFSET=0\n")).replace("#EXT-X-ENDLIST\n", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code segments_in_order} gives them: runs are numbered among those that are asked for. */
    private void captured(List<Segment> broadcast, int second, OffsetDateTime since, Consumer<PlaylistSegment> taker) {
        List<Segment> there = broadcast.stream()
                .filter(segment -> segment.captured() <= second && !at(segment).isBefore(since))
                .sorted(Comparator.comparingInt(Segment::run).thenComparingInt(Segment::sequence))
                .toList();
        List<Integer> runs = there.stream().map(Segment::run).distinct().collect(Collectors.toList());
        OffsetDateTime followed = null;
        List<PlaylistSegment> rows = new ArrayList<>();
        for (int i = there.size() - 1; i >= 0; i--) {
            Segment segment = there.get(i);
            long pts = segment.sequence() * 180_000L;
            rows.add(
                    0,
                    new PlaylistSegment(
                            segment.run() + "-" + segment.sequence() + ".ts",
                            runs.indexOf(segment.run()),
                            segment.sequence(),
                            180_000,
                            false,
                            pts,
                            pts + 180_000,
                            at(segment),
                            followed,
                            null));
            followed = followed == null || at(segment).isBefore(followed) ? at(segment) : followed;
        }
        asked += rows.size();
        rows.forEach(taker);
    }

    private static OffsetDateTime at(Segment segment) {
        return START.plusSeconds(segment.captured()).atOffset(ZoneOffset.UTC);
    }

    private static final class Now extends Clock {
        private int second;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return START.plusSeconds(second);
        }
    }
}
