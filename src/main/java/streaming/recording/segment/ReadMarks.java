package streaming.recording.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.commons.codec.digest.DigestUtils;
import streaming.recording.ts.NotTransportStream;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.SegmentReader;

/**
 * Marks a segment in its folder before it is read. One that was being read when the process ended is read alone the
 * next time, since others were read beside it; when that ends the process too, it is not read any more.
 */
final class ReadMarks {

    static final String REASON = "the service ended twice while it read this segment: it is left out";
    private static final int MOST = 2;

    private final ReadWriteLock alone = new ReentrantReadWriteLock();

    /**
     * @param part the downloaded bytes
     * @return null when it was tried often enough
     */
    SegmentContent read(Path folder, String objectKey, String etag, Path part) throws IOException, NotTransportStream {
        Path mark = mark(folder, objectKey, etag);
        long before = tried(mark);
        if (before >= MOST) {
            return null;
        }
        Lock lock = before == 0 ? alone.readLock() : alone.writeLock();
        lock.lock();
        try {
            Files.write(mark, new byte[] {'.'}, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            SegmentContent content = SegmentReader.read(part);
            Files.deleteIfExists(mark);
            return content;
        } catch (IOException | NotTransportStream | RuntimeException known) {
            // the mark of an Error stays: it is the end of the process
            Files.deleteIfExists(mark);
            throw known;
        } finally {
            lock.unlock();
        }
    }

    static Path mark(Path folder, String objectKey, String etag) {
        return folder.resolve(
                ".reading-" + DigestUtils.sha256Hex(objectKey + " " + etag).substring(0, 32));
    }

    private static long tried(Path mark) throws IOException {
        try {
            return Files.size(mark);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
