package streaming.recording.join;

import java.util.regex.Pattern;

/**
 * A segment that was entered in the ledger just now.
 *
 * @param segment as sealed-segments.sql would give it once it is sealed, but for its run and what is behind it
 * @param mediaSequence its place in a playlist of the broadcast, or null
 * @param whole certain to be: it is as long as its playlist says, and the first version of its name
 */
public record KnownSegment(SealedSegment segment, Long mediaSequence, boolean whole) {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(?=(\\.[A-Za-z0-9]*)?$)");

    /** It has a place in the playlist, so that it can be known that another one follows. */
    boolean isPlain() {
        return whole && mediaSequence != null;
    }

    /** Whether nothing can stand between the two, neither by the playlist nor by their names. */
    boolean follows(KnownSegment before) {
        return mediaSequence == before.mediaSequence + 1
                && segment.sequence() == before.segment.sequence() + 1
                && stem(segment.objectKey()).equals(stem(before.segment.objectKey()));
    }

    /** @return the key without its number: numbers of one stem are counted together */
    static String stem(String objectKey) {
        return NUMBER.matcher(objectKey).replaceFirst("");
    }
}
