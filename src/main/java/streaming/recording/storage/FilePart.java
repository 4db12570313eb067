package streaming.recording.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * Bytes of a file that will not change any more, to be uploaded as one part of an object.
 *
 * @param number of the part, from 1
 * @param md5 of the bytes, hexadecimal; null when it is not known yet, or they are sent without
 */
public record FilePart(int number, Path file, long offset, long length, String md5) {

    /** A part that is in the store. @param etag as the store named it, opaque */
    public record Stored(int number, long length, String md5, String etag) {}

    /** The same with its checksum: reads the bytes once. */
    public FilePart withMd5() {
        try (InputStream in = open()) {
            return new FilePart(number, file, offset, length, DigestUtils.md5Hex(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes. */
    public InputStream open() throws IOException {
        return open(file, offset, length);
    }

    static InputStream open(Path file, long offset, long length) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ).position(offset);
        return BoundedInputStream.builder()
                .setInputStream(Channels.newInputStream(channel))
                .setMaxCount(length)
                .get();
    }
}
