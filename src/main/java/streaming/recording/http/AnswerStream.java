package streaming.recording.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** An answer that ends when it is closed: its client is gone then, which is no failure for the log. */
final class AnswerStream extends FilterInputStream {

    private volatile boolean closed;

    AnswerStream(InputStream answer) {
        super(answer);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return closed ? -1 : super.read(bytes, offset, length);
        } catch (IOException e) {
            if (closed) {
                return -1;
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        super.close();
    }
}
