package streaming.recording.join;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The segments that a live join was fed, in their order. A poll compares the newest with the ledger and not all of
 * them, so that it costs the same however long the stream is; the end compares all.
 */
final class FedSegments {

    /** A segment that comes later than this many others is found out at the end. */
    private static final int TAIL = 20;

    private final CapturedSegments segments;
    /** Microseconds since 1970, as exact as PostgreSQL is. */
    private long[] capturedAt = new long[64];

    /** @param folder of the recording */
    FedSegments(Path folder) {
        segments = new CapturedSegments(folder);
    }

    void add(CapturedSegment segment, OffsetDateTime captured) throws IOException {
        if (segments.size() == capturedAt.length) {
            capturedAt = Arrays.copyOf(capturedAt, 2 * capturedAt.length);
        }
        capturedAt[segments.size()] = ChronoUnit.MICROS.between(Instant.EPOCH, captured.toInstant());
        segments.append(segment);
    }

    int size() {
        return segments.size();
    }

    CapturedSegment get(int index) {
        return segments.get(index);
    }

    /** Null when there is none. */
    CapturedSegment last() {
        return segments.last();
    }

    FedTail tail() {
        CapturedSegment last = last();
        if (last == null) {
            return FedTail.NONE;
        }
        OffsetDateTime since = segments.size() <= TAIL
                ? null
                : Instant.EPOCH.plus(since(), ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        return new FedTail(since, last.objectKey(), last.etag(), last.run());
    }

    private long since() {
        return segments.size() <= TAIL
                ? Long.MIN_VALUE
                : Arrays.stream(capturedAt, segments.size() - TAIL, segments.size())
                        .min()
                        .orElseThrow();
    }

    /** The MD5 of the keys and ETags of those that are compared, hexadecimal, as sealed-segments.sql makes it. */
    String digest() {
        long since = since();
        var md5 = DigestUtils.getMd5Digest();
        for (int i = 0; i < segments.size(); i++) {
            if (capturedAt[i] >= since) {
                CapturedSegment segment = segments.get(i);
                md5.update((segment.objectKey() + " " + segment.etag() + " ").getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(md5.digest());
    }
}
