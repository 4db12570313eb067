package streaming.recording.event;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;

/** Which streams are recorded, by their keys. */
public final class RecordedStreams {

    private final PathMatcher patterns;

    /**
     * @param globs one or more, with commas between them, as of {@link java.nio.file.FileSystem#getPathMatcher}:
     *     {@code studio-*,camera-??}
     * @throws IllegalArgumentException when one of them is none
     */
    public RecordedStreams(String globs) {
        if (!globs.matches("[A-Za-z0-9._*?\\[\\]!-]+(\\s*,\\s*[A-Za-z0-9._*?\\[\\]!-]+)*")) {
            throw new IllegalArgumentException("stream keys expected, with * and ? in them, and commas between them");
        }
        patterns = FileSystems.getDefault().getPathMatcher("glob:{" + globs.replaceAll("\\s", "") + "}");
    }

    public boolean include(String streamKey) {
        return patterns.matches(Path.of(streamKey));
    }

    /** True of the start of a stream that is not recorded; an end is always heard, as a recording may be under way. */
    public boolean ignore(StreamEvent event) {
        return event.kind().equals(StreamEvent.STARTED) && !include(event.streamKey());
    }
}
