package streaming.recording.hls;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import streaming.recording.failure.Rejected;

/**
 * The captured segments of one recording as an HLS playlist of the type EVENT (RFC 8216, section 4.3.3.5), which only
 * ever grows: it plays from the beginning of the broadcast. A segment that comes when the playlist has passed its place
 * is in the MP4 only. The names in it are ours.
 */
public final class LivePlaylist {

    /** Segments arrive out of order: one that is missing in between holds back those after it for so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /**
     * The least target duration, in seconds, as it must not change while the playlist grows (RFC 8216, section 6.2.1).
     */
    private static final long TARGET = 6;

    private static final long TICKS = 90_000;
    /** MPEG-TS counts its clock in 33 bits. */
    private static final long WRAP = 1L << 33;

    private final Clock clock;

    public LivePlaylist(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param recording null when its segments are not here
     * @param captured in the order of the broadcast
     * @return the playlist; its segments are below {@code segments/}
     * @throws Rejected with status 404 when there is no such recording, or its segments are not here (any more)
     */
    public String of(WatchedRecording recording, List<PlaylistSegment> captured) {
        if (recording == null) {
            throw new Rejected(404, "No segments of this recording are here");
        }
        Instant patient = clock.instant().minus(PATIENCE);
        StringBuilder segments = new StringBuilder();
        long target = TARGET;
        PlaylistSegment before = null;
        for (PlaylistSegment next : inTime(captured)) {
            if (next.ticks() > 0) {
                if (!recording.ended()
                        && skips(before, next)
                        && capturedAt(next).isAfter(patient)) {
                    break;
                }
                if (breaks(before, next)) {
                    segments.append("#EXT-X-DISCONTINUITY\n");
                }
                segments.append(String.format(
                        Locale.ROOT, "#EXTINF:%.3f,\nsegments/%s\n", next.ticks() / (double) TICKS, next.name()));
                target = Math.max(target, Math.round(next.ticks() / (double) TICKS));
                before = next;
            }
        }
        return "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:" + target
                + "\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-START:TIME-OFFSET=0\n" + segments
                + (recording.ended() ? "#EXT-X-ENDLIST\n" : "");
    }

    /** Those for which the playlist waited. */
    private static List<PlaylistSegment> inTime(List<PlaylistSegment> segments) {
        Deque<PlaylistSegment> inTime = new ArrayDeque<>();
        Instant passed = Instant.MAX;
        for (int i = segments.size() - 1; i >= 0; i--) {
            Instant captured = capturedAt(segments.get(i));
            if (!captured.isAfter(passed)) {
                inTime.addFirst(segments.get(i));
            }
            Instant until = captured.plus(PATIENCE);
            passed = until.isBefore(passed) ? until : passed;
        }
        return List.copyOf(inTime);
    }

    private static Instant capturedAt(PlaylistSegment segment) {
        return segment.capturedAt().toInstant();
    }

    private static boolean skips(PlaylistSegment before, PlaylistSegment next) {
        return before != null && before.run() == next.run() && next.sequence() > before.sequence() + 1;
    }

    /** Whether the clock, or what it counts, does not go on from one segment to the next. */
    private static boolean breaks(PlaylistSegment before, PlaylistSegment next) {
        if (before == null) {
            return false;
        }
        if (next.discontinuity() || before.run() != next.run() || before.lastPts() == null || next.firstPts() == null) {
            return true;
        }
        long step = Math.floorMod(next.firstPts() - before.lastPts(), WRAP);
        return Math.min(step, WRAP - step) > TICKS / 2;
    }
}
