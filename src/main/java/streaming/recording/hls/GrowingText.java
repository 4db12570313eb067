package streaming.recording.hls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** ASCII that grows, in a file that has no name and is gone when nobody holds this or reads any more. */
final class GrowingText {

    private FileChannel file;
    private long length;

    /** Whether it can still be read: a thread that is interrupted closes the file that it works on. */
    boolean isThere() {
        return file == null || file.isOpen();
    }

    void append(CharSequence more) throws IOException {
        if (file == null) {
            Path path = Files.createTempFile("playlist", ".m3u8");
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Files.delete(path);
        }
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(CharBuffer.wrap(more));
        while (bytes.hasRemaining()) {
            length += file.write(bytes, length);
        }
    }

    /** All of it that is there now. */
    InputStream read() {
        FileChannel source = file;
        long end = length;
        return new InputStream() {
            private long at;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0];
            }

            @Override
            public int read(byte[] bytes, int offset, int most) throws IOException {
                Objects.checkFromIndexSize(offset, most, bytes.length);
                int now = (int) Math.min(most, end - at);
                if (now <= 0) {
                    return most == 0 ? 0 : -1;
                }
                int read = source.read(ByteBuffer.wrap(bytes, offset, now), at);
                at += Math.max(0, read);
                return read;
            }
        };
    }
}
