package streaming.recording.segment;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last part of an object key: a stem, a number and an extension, such as {@code segment_}, {@code 042},
 * {@code .ts}. Segments sort by the number, since {@code segment_1000} follows {@code segment_999} only so.
 */
public record SegmentName(String stem, String digits, String extension) {

    private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d{1,18})(\\.[A-Za-z0-9]*)?", Pattern.DOTALL);
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    /**
     * Beside the names that the recorder itself gives in the work folder: segments.txt, output.mp4, object_…, run1-….
     */
    private static final Pattern PLAIN =
            Pattern.compile("(?!object_|run\\d+-)[A-Za-z0-9_][A-Za-z0-9._-]{0,123}\\.(?i:ts)");

    /** @param key an object key; what stands before its last '/' is left out */
    public static SegmentName of(String key) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        Matcher matcher = NUMBERED.matcher(name);
        if (matcher.matches()) {
            return new SegmentName(
                    matcher.group(1), matcher.group(2), matcher.group(3) == null ? "" : matcher.group(3));
        }
        int dot = name.lastIndexOf('.');
        return dot < 0
                ? new SegmentName(name, "", "")
                : new SegmentName(name.substring(0, dot), "", name.substring(dot));
    }

    /** What names of one series have in common: all but the last number. */
    public String series() {
        return stem + "#" + extension;
    }

    /** What names of one kind have in common: {@code filePart#.#.ts}. */
    public String kind() {
        return DIGITS.matcher(toString()).replaceAll("#");
    }

    /** The number in the name; empty when it has none. */
    public OptionalLong number() {
        return digits.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
    }

    /**
     * The name {@code back} numbers earlier in the same width, from where a listing finds all newer ones of that width.
     */
    public String earlier(int back) {
        long number = Math.max(0, number().orElse(0) - back);
        return stem + pad(number);
    }

    /** Where names with one digit more begin: {@code segment_1000} sorts before {@code segment_999} in a listing. */
    public String nextWidth() {
        return stem + "1" + "0".repeat(digits.length());
    }

    /**
     * True when the name may be a file name and an element of {@code segments.txt} as it stands, and is not one of
     * ours.
     */
    public boolean isPlain() {
        return PLAIN.matcher(toString()).matches();
    }

    private String pad(long number) {
        String text = Long.toString(number);
        return "0".repeat(Math.max(0, digits.length() - text.length())) + text;
    }

    @Override
    public String toString() {
        return stem + digits + extension;
    }
}
