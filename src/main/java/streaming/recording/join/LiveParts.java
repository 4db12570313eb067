package streaming.recording.join;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import streaming.recording.mp4.FaststartHead;
import streaming.recording.storage.FilePart;

/**
 * The parts of the multipart upload of an MP4 that is still being written. Their numbers follow one another, as some
 * stores want, and no part but the last is smaller than 5 MiB (S3, "Multipart upload limits").
 */
final class LiveParts {

    static final long LENGTH = 16L << 20;
    private static final long LEAST = 5L << 20;
    /** Parts of the head, which are sent at once when it is known. */
    private static final int OF_HEAD = 3;
    /**
     * So many bytes of media, with the index before them, are the head: enough for its parts, however short the index
     * is.
     */
    static final long HELD_BACK = OF_HEAD * LEAST;

    private static final int LAST = 10_000;

    private LiveParts() {}

    /**
     * @param output what ffmpeg writes
     * @param written bytes that it has
     * @param head of the MP4; null while ffmpeg writes
     * @return the parts whose bytes do not change any more, in their order, without checksums: those of the whole MP4
     *     once there is a head
     * @throws NotLive when it is longer than parts can be
     */
    static List<FilePart> of(Path output, long written, FaststartHead head) throws IOException {
        List<FilePart> parts = new ArrayList<>();
        if (head != null) {
            addHead(head.file(), parts);
        }
        long end = head != null ? head.mediaEnd() : written;
        int number = OF_HEAD + 1;
        for (long offset = HELD_BACK; head != null ? offset < end : offset + LENGTH <= end; offset += LENGTH) {
            if (number > LAST) {
                throw new NotLive("it is longer than " + LAST + " parts");
            }
            parts.add(new FilePart(number++, output, offset, Math.min(LENGTH, end - offset), null));
        }
        return parts;
    }

    private static void addHead(Path file, List<FilePart> parts) throws IOException {
        long size = Files.size(file);
        long count = Math.min(OF_HEAD, Math.max(1, size / LEAST));
        for (long i = 0; i < count; i++) {
            long from = size * i / count;
            parts.add(new FilePart((int) i + 1, file, from, size * (i + 1) / count - from, null));
        }
    }
}
