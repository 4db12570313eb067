package streaming.recording.hls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;
import streaming.recording.failure.Rejected;

/**
 * The captured segments of one recording as an HLS playlist of the type EVENT (RFC 8216, section 4.3.3.5), which only
 * ever grows: it plays from the beginning of the broadcast. A segment that comes when the playlist has passed its place
 * is in the MP4 only. The names in it are ours.
 */
public final class LivePlaylist {

    /** Segments arrive out of order: one that is missing in between holds back those after it for so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /**
     * The least target duration, in seconds, as it must not change while the playlist grows (RFC 8216, section 6.2.1).
     */
    private static final long TARGET = 6;

    private static final long TICKS = 90_000;
    /** MPEG-TS counts its clock in 33 bits. */
    private static final long WRAP = 1L << 33;

    private final Clock clock;

    public LivePlaylist(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param recording null when its segments are not here
     * @param captured gives its segments in the order of the broadcast, one after the other
     * @return the playlist; its segments are below {@code segments/}. It lies in a file without a name
     * @throws Rejected with status 404 when there is no such recording, or its segments are not here (any more)
     */
    public InputStream of(WatchedRecording recording, Consumer<Consumer<PlaylistSegment>> captured) throws IOException {
        if (recording == null) {
            throw new Rejected(404, "No segments of this recording are here");
        }
        Path file = Files.createTempFile("playlist", ".m3u8");
        try {
            long target;
            try (Writer writer = Files.newBufferedWriter(file)) {
                Lines lines =
                        new Lines(writer, recording.ended(), clock.instant().minus(PATIENCE));
                captured.accept(lines);
                writer.write(recording.ended() ? "#EXT-X-ENDLIST\n" : "");
                target = lines.target;
            }
            String head = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:" + target
                    + "\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-START:TIME-OFFSET=0\n";
            return new SequenceInputStream(
                    new ByteArrayInputStream(head.getBytes(StandardCharsets.US_ASCII)), Files.newInputStream(file));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            Files.delete(file);
        }
    }

    /** Writes the lines of one segment after the other. */
    private static final class Lines implements Consumer<PlaylistSegment> {
        private final Writer writer;
        private final boolean ended;
        private final Instant patient;
        private long target = TARGET;
        private PlaylistSegment before;
        private boolean waits;

        Lines(Writer writer, boolean ended, Instant patient) {
            this.writer = writer;
            this.ended = ended;
            this.patient = patient;
        }

        @Override
        public void accept(PlaylistSegment next) {
            if (waits || !isInTime(next) || next.ticks() <= 0) {
                return;
            }
            waits = !ended && skips(before, next) && capturedAt(next).isAfter(patient);
            if (!waits) {
                write(next);
                target = Math.max(target, Math.round(next.ticks() / (double) TICKS));
                before = next;
            }
        }

        private void write(PlaylistSegment next) {
            try {
                writer.write(breaks(before, next) ? "#EXT-X-DISCONTINUITY\n" : "");
                writer.write(String.format(
                        Locale.ROOT, "#EXTINF:%.3f,\nsegments/%s\n", next.ticks() / (double) TICKS, next.name()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The playlist waited for it: nothing behind it had been captured for longer than that. */
    private static boolean isInTime(PlaylistSegment segment) {
        return segment.followedAt() == null
                || !capturedAt(segment).isAfter(segment.followedAt().toInstant().plus(PATIENCE));
    }

    private static Instant capturedAt(PlaylistSegment segment) {
        return segment.capturedAt().toInstant();
    }

    private static boolean skips(PlaylistSegment before, PlaylistSegment next) {
        return before != null && before.run() == next.run() && next.sequence() > before.sequence() + 1;
    }

    /** Whether the clock, or what it counts, does not go on from one segment to the next. */
    private static boolean breaks(PlaylistSegment before, PlaylistSegment next) {
        if (before == null) {
            return false;
        }
        if (next.discontinuity() || before.run() != next.run() || before.lastPts() == null || next.firstPts() == null) {
            return true;
        }
        long step = Math.floorMod(next.firstPts() - before.lastPts(), WRAP);
        return Math.min(step, WRAP - step) > TICKS / 2;
    }
}
