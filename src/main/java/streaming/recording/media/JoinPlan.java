package streaming.recording.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;

/**
 * What is joined into one MP4.
 *
 * @param folder   absolute; ffmpeg's working directory
 * @param segments in the order of the broadcast
 * @param tracks   what must come out
 * @param bytes    of all segments
 * @param ticks    length of the timeline, 90 kHz
 * @param timeout  of ffmpeg, milliseconds
 */
public record JoinPlan(Path folder, List<Path> segments, List<Track> tracks, long bytes, long ticks, long timeout) {

    /** @param packets access units counted when the segments were captured */
    public record Track(TrackContent.Kind kind, long packets) {
    }

    /** The file that ffmpeg writes. */
    public Path output() {
        return folder.resolve("output.mp4");
    }

    /** The folder for an endpoint URI. */
    public String workingDirectory() {
        return folder.toString();
    }

    /** Number of segments. */
    public int size() {
        return segments.size();
    }

    /** Length of the timeline, rounded to the nearest second. */
    public long seconds() {
        return Math.round((double) ticks / Ticks.PER_SECOND);
    }

    /** The bytes of all segments in order; one file is open at a time. */
    public InputStream open() {
        Iterator<Path> files = segments.iterator();
        return new SequenceInputStream(new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return files.hasNext();
            }

            @Override
            public InputStream nextElement() {
                try {
                    return Files.newInputStream(files.next());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }
}
