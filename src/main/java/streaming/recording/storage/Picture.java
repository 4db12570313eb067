package streaming.recording.storage;

import java.nio.file.Path;

/**
 * A picture that is to be taken of a segment.
 *
 * @param workFolder ffmpeg's working directory
 * @param timeout after which ffmpeg is taken to hang, milliseconds
 */
public record Picture(Path segment, Path workFolder, long timeout) {}
