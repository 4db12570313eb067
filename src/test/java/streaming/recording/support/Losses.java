package streaming.recording.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Transport packets that were lost on the way into a segment. */
public final class Losses {

    private static final int SIZE = 188;
    /** The tables, which come first. */
    private static final int HEAD = 8 * SIZE;

    private Losses() {}

    /** The segment without one packet in so many. */
    public static byte[] oneIn(int packets, Path segment) {
        try {
            byte[] whole = Files.readAllBytes(segment);
            byte[] left = new byte[whole.length];
            int length = 0;
            for (int at = 0; at < whole.length; at += SIZE) {
                if (at < HEAD || at / SIZE % packets != 0) {
                    System.arraycopy(whole, at, left, length, SIZE);
                    length += SIZE;
                }
            }
            return Arrays.copyOf(left, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
