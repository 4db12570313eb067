package streaming.recording.health;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a disk counts as full: a share of it is used, or few bytes are left.
 *
 * @param used share from 0 to 1 that is used; 1 for a limit in bytes
 * @param left bytes that are left; 0 for a limit as a share
 */
public record DiskLimit(double used, long left) {

    private static final Map<String, Long> BYTES =
            Map.of("MB", 1_000_000L, "GB", 1_000_000_000L, "TB", 1_000_000_000_000L);
    private static final Pattern FORM = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)(%|MB|GB|TB)");

    /**
     * @param text {@code 80%} used, or {@code 2GB} left
     * @throws IllegalArgumentException when it is neither
     */
    public static DiskLimit parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (form.matches()) {
            BigDecimal number = new BigDecimal(form.group(1));
            if (!form.group(2).equals("%")) {
                return new DiskLimit(
                        1,
                        number.multiply(BigDecimal.valueOf(BYTES.get(form.group(2))))
                                .longValue());
            }
            if (number.signum() > 0 && number.compareTo(BigDecimal.valueOf(100)) <= 0) {
                return new DiskLimit(number.doubleValue() / 100, 0);
            }
        }
        throw new IllegalArgumentException(
                "a used share such as 80%, or what must be left such as 500MB or 2GB, expected");
    }

    /** @param room what is left and what there is, bytes */
    boolean isReached(DiskProbe.Room room) {
        return left > 0 ? room.free() <= left : room.used() >= used;
    }
}
