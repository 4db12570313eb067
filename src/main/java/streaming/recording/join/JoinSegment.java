package streaming.recording.join;

import java.nio.file.Path;
import streaming.recording.timeline.Ticks;

/**
 * A segment in its place in the order of a recording.
 *
 * @param file the bytes as they were captured
 * @param discontinuity the caller knows that a new run begins here, by {@code EXT-X-DISCONTINUITY} (RFC 8216, 4.3.2.3)
 *     or because the numbering began again: time stamps say nothing about the time that passed before it
 * @param uploaded when it was put into the bucket, milliseconds since 1970; {@link Ticks#NONE} when that is not known.
 *     No more media time can be missing before it than passed, or its clock was set anew
 * @param next its number is the one behind that of the segment before: none is missing between them
 */
public record JoinSegment(Path file, boolean discontinuity, long uploaded, boolean next) {

    public JoinSegment(Path file, boolean discontinuity, long uploaded) {
        this(file, discontinuity, uploaded, false);
    }

    public JoinSegment(Path file, boolean discontinuity) {
        this(file, discontinuity, Ticks.NONE, false);
    }
}
