package streaming.recording.storage;

import java.nio.file.Path;

/**
 * A picture that is to be taken of a segment.
 *
 * @param workFolder ffmpeg's working directory; a text, as Camel makes the text of a Path by reading the file
 * @param timeout after which ffmpeg is taken to hang, milliseconds
 */
public record Picture(Path segment, String workFolder, long timeout) {}
