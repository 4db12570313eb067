package streaming.recording;

import java.io.IOException;
import java.io.InputStream;
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
 * @param md5    of the bytes, hexadecimal; null when they are sent without
 */
public record FilePart(int number, Path file, long offset, long length, String md5) {

    /** A part that is in the store. @param etag as the store named it, opaque */
    public record Stored(int number, long length, String md5, String etag) {
    }

    /** Reads the bytes once, for their checksum. */
    public static FilePart of(int number, Path file, long offset, long length) throws IOException {
        try (InputStream in = open(file, offset, length)) {
            return new FilePart(number, file, offset, length, DigestUtils.md5Hex(in));
        }
    }

    /** The bytes. */
    public InputStream open() throws IOException {
        return open(file, offset, length);
    }

    private static InputStream open(Path file, long offset, long length) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ).position(offset);
        return BoundedInputStream.builder().setInputStream(Channels.newInputStream(channel)).setMaxCount(length).get();
    }
}
