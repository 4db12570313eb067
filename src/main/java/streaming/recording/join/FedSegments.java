package streaming.recording.join;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The segments that a live join was fed, in their order. A poll compares the newest with the ledger and not all of
 * them, so that it costs the same however long the stream is; the end compares all.
 */
final class FedSegments {

    /** A segment that comes later than this many others is found out at the end. */
    private static final int TAIL = 20;

    private final List<CapturedSegment> segments = new ArrayList<>();
    private final List<OffsetDateTime> capturedAt = new ArrayList<>();

    void add(CapturedSegment segment, OffsetDateTime captured) {
        segments.add(segment);
        capturedAt.add(captured);
    }

    int size() {
        return segments.size();
    }

    CapturedSegment get(int index) {
        return segments.get(index);
    }

    /** Null when there is none. */
    CapturedSegment last() {
        return segments.isEmpty() ? null : segments.get(segments.size() - 1);
    }

    FedTail tail() {
        CapturedSegment last = last();
        return last == null ? FedTail.NONE : new FedTail(since(), last.objectKey(), last.etag(), last.run());
    }

    private OffsetDateTime since() {
        return segments.size() <= TAIL
                ? null
                : capturedAt.subList(segments.size() - TAIL, segments.size()).stream()
                        .min(Comparator.naturalOrder())
                        .orElseThrow();
    }

    /** The MD5 of the keys and ETags of those that are compared, hexadecimal, as sealed-segments.sql makes it. */
    String digest() {
        OffsetDateTime since = since();
        var md5 = DigestUtils.getMd5Digest();
        for (int i = 0; i < segments.size(); i++) {
            if (since == null || !capturedAt.get(i).isBefore(since)) {
                CapturedSegment segment = segments.get(i);
                md5.update((segment.objectKey() + " " + segment.etag() + " ").getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(md5.digest());
    }
}
