package streaming.recording.join;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Bytes that are appended and read at any place: in memory while they are few, else in a file that has no name and is
 * gone when nobody holds this any more. One thread at a time.
 */
final class SpilledBytes {

    /** Appended bytes wait here before they go into the file; a page of it is read at once. */
    private static final int PAGE = 256 << 10;

    private final Path folder;
    private FileChannel file;
    private long written;
    private byte[] tail = new byte[4 << 10];
    private int tailLength;
    private byte[] page = new byte[0];
    private long pageAt;
    private int pageLength;

    /** @param folder in which the file is made when it is needed */
    SpilledBytes(Path folder) {
        this.folder = folder;
    }

    long length() {
        return written + tailLength;
    }

    void append(byte[] bytes) throws IOException {
        if (tailLength + bytes.length > PAGE && tailLength > 0) {
            spill();
        }
        if (tailLength + bytes.length > tail.length) {
            tail = Arrays.copyOf(tail, Math.max(tailLength + bytes.length, Math.min(PAGE, 2 * tail.length)));
        }
        System.arraycopy(bytes, 0, tail, tailLength, bytes.length);
        tailLength += bytes.length;
    }

    private void spill() throws IOException {
        if (file == null) {
            Path path = Files.createTempFile(folder, ".segments", "");
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Files.delete(path);
        }
        ByteBuffer out = ByteBuffer.wrap(tail, 0, tailLength);
        while (out.hasRemaining()) {
            written += file.write(out, written);
        }
        tailLength = 0;
    }

    /** Until the next call of this. */
    ByteArrayInputStream read(long from, int length) throws IOException {
        if (from >= written) {
            return new ByteArrayInputStream(tail, (int) (from - written), length);
        }
        if (from < pageAt || from + length > pageAt + pageLength) {
            turnTo(from, length);
        }
        return new ByteArrayInputStream(page, (int) (from - pageAt), length);
    }

    private void turnTo(long from, int length) throws IOException {
        page = page.length >= length && page.length > 0 ? page : new byte[Math.max(PAGE, length)];
        pageAt = from;
        pageLength = 0;
        ByteBuffer in = ByteBuffer.wrap(page);
        while (pageLength < length) {
            int read = file.read(in, from + pageLength);
            if (read < 0) {
                throw new EOFException("segments were lost from " + folder);
            }
            pageLength += read;
        }
    }
}
