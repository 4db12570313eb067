package streaming.recording.join;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import streaming.recording.program.Progress;

/**
 * What ffmpeg is given. It gets further while it takes that, and while it writes: the index is moved to the front when
 * there is nothing left to take.
 */
final class JoinInput extends FilterInputStream implements Progress {

    private final Path output;
    private volatile long taken;

    /** @param output the file that ffmpeg writes */
    JoinInput(InputStream segments, Path output) {
        super(segments);
        this.output = output;
    }

    @Override
    public int read() throws IOException {
        taken++;
        return super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        taken++;
        return super.read(bytes, offset, length);
    }

    @Override
    public long progress() {
        return taken + output.toFile().lastModified() + output.toFile().length();
    }
}
