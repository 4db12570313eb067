package streaming.recording.hls;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
     * @param recording row of get-work-folder.sql, or null
     * @param rows of load-segments.sql
     * @return the playlist; its segments are below {@code segments/}
     * @throws Rejected with status 404 when there is no such recording, or its segments are not here (any more)
     */
    public String of(Map<String, Object> recording, List<Map<String, Object>> rows) {
        if (recording == null) {
            throw new Rejected(404, "No segments of this recording are here");
        }
        boolean ended = (Boolean) recording.get("ended");
        Instant patient = clock.instant().minus(PATIENCE);
        StringBuilder segments = new StringBuilder();
        long target = TARGET;
        Map<String, Object> before = null;
        for (Map<String, Object> row : inTime(rows)) {
            long ticks = (Long) row.get("ticks");
            if (ticks > 0) {
                if (!ended && skips(before, row) && captured(row).isAfter(patient)) {
                    break;
                }
                if (breaks(before, row)) {
                    segments.append("#EXT-X-DISCONTINUITY\n");
                }
                segments.append(String.format(
                        Locale.ROOT, "#EXTINF:%.3f,\nsegments/%s\n", ticks / (double) TICKS, row.get("name")));
                target = Math.max(target, Math.round(ticks / (double) TICKS));
                before = row;
            }
        }
        return "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:" + target
                + "\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-START:TIME-OFFSET=0\n" + segments
                + (ended ? "#EXT-X-ENDLIST\n" : "");
    }

    /** Those for which the playlist waited. */
    private static List<Map<String, Object>> inTime(List<Map<String, Object>> rows) {
        Deque<Map<String, Object>> inTime = new ArrayDeque<>();
        Instant passed = Instant.MAX;
        for (int i = rows.size() - 1; i >= 0; i--) {
            Instant captured = captured(rows.get(i));
            if (!captured.isAfter(passed)) {
                inTime.addFirst(rows.get(i));
            }
            Instant until = captured.plus(PATIENCE);
            passed = until.isBefore(passed) ? until : passed;
        }
        return List.copyOf(inTime);
    }

    private static Instant captured(Map<String, Object> row) {
        return ((Timestamp) row.get("captured_at")).toInstant();
    }

    private static boolean skips(Map<String, Object> before, Map<String, Object> row) {
        long expected = before == null ? 0 : (Long) before.get("sequence") + 1;
        return before != null && before.get("run").equals(row.get("run")) && (Long) row.get("sequence") > expected;
    }

    /** Whether the clock, or what it counts, does not go on from one segment to the next. */
    private static boolean breaks(Map<String, Object> before, Map<String, Object> row) {
        if (before == null) {
            return false;
        }
        if ((Boolean) row.get("discontinuity")
                || !before.get("run").equals(row.get("run"))
                || before.get("last_pts") == null
                || row.get("first_pts") == null) {
            return true;
        }
        long step = Math.floorMod((Long) row.get("first_pts") - (Long) before.get("last_pts"), WRAP);
        return Math.min(step, WRAP - step) > TICKS / 2;
    }
}
