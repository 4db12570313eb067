package streaming.recording.storage;

import java.io.File;
import java.nio.file.Path;

/**
 * A picture that is to be taken of a segment.
 *
 * @param segment as a File, since Camel takes a Path for a list of names
 * @param workFolder ffmpeg's working directory
 * @param timeout after which ffmpeg is taken to hang, milliseconds
 */
public record Picture(File segment, Path workFolder, long timeout) {}
