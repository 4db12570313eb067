package streaming.recording.join;

import java.util.Arrays;
import java.util.Random;

/** Damages the bytes of a segment in one of the ways that storage and networks do. */
public record Injury(Random random, int longest) {

    public byte[] applyTo(byte[] whole) {
        int from = random.nextInt(whole.length);
        int length = Math.min(whole.length - from, 1 + random.nextInt(longest));
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(whole, whole.length - length);
            case 1 -> without(whole, from, length);
            case 2 ->
                without(whole, from / 188 * 188, Math.min(length / 188 * 188 + 188, whole.length - from / 188 * 188));
            case 3 -> overwritten(whole, from, length, false);
            case 4 -> overwritten(whole, from, length, true);
            default -> flipped(whole);
        };
    }

    private byte[] flipped(byte[] whole) {
        byte[] bytes = whole.clone();
        for (int flips = 1 + random.nextInt(30); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private byte[] overwritten(byte[] whole, int from, int length, boolean noise) {
        byte[] bytes = whole.clone();
        byte[] filling = new byte[length];
        if (noise) {
            random.nextBytes(filling);
        }
        System.arraycopy(filling, 0, bytes, from, length);
        return bytes;
    }

    private static byte[] without(byte[] whole, int from, int length) {
        byte[] bytes = Arrays.copyOf(whole, whole.length - length);
        System.arraycopy(whole, from + length, bytes, from, whole.length - from - length);
        return bytes;
    }
}
