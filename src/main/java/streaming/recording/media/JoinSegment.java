package streaming.recording.media;

import java.nio.file.Path;

/**
 * A segment in its place in the order of a recording.
 *
 * @param file          the bytes as they were captured
 * @param discontinuity the caller knows that a new run begins here, by {@code EXT-X-DISCONTINUITY} (RFC 8216, 4.3.2.3) or because
 *                      the numbering began again: time stamps say nothing about the time that passed before it
 * @param longestHole   how much media time can be missing before it, in ticks; a jump forward that is longer counts as a new run
 */
public record JoinSegment(Path file, boolean discontinuity, long longestHole) {
    /** One hour: no recording waits longer for its broadcast. */
    public static final long DEFAULT_LONGEST_HOLE = 3600 * Ticks.PER_SECOND;

    public JoinSegment(Path file, boolean discontinuity) {
        this(file, discontinuity, DEFAULT_LONGEST_HOLE);
    }
}
