package streaming.recording.hls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import streaming.recording.failure.Rejected;

/**
 * The captured segments of one recording as an HLS playlist of the type EVENT (RFC 8216, section 4.3.3.5), which only
 * ever grows: it plays from the beginning of the broadcast. A segment that comes when the playlist has passed its place
 * is in the MP4 only. The names in it are ours. What it has told of the recordings that were asked for last is kept, so
 * that a question costs what is new.
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

    /** What is told next was captured at most so long before what was told last. */
    private static final Duration OVERLAP = Duration.ofMinutes(5);

    private static final int MOST_KEPT = 100;

    private static final int AT_ONCE = 1 << 20;

    /** So many segments may be a part of more. */
    private static final int PART = 20_000;

    /** In one answer: some seconds. A player asks again, and has the rest then. */
    private static final int PARTS = 3;

    /**
     * The captured segments of a recording in the order of the broadcast, from a time of capture on; when they are
     * many, those that were captured first, and no fewer than {@link #PART}.
     */
    public interface Captured {
        void since(OffsetDateTime since, Consumer<PlaylistSegment> taker);
    }

    private final Clock clock;
    private final Map<String, Told> told = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
            return size() > MOST_KEPT;
        }
    });

    public LivePlaylist(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param recording null when no instance has its segments
     * @return the playlist; its segments are below {@code segments/}
     * @throws Rejected with status 404 when there is no such recording, or no instance has its segments (any more)
     */
    public InputStream of(WatchedRecording recording, Captured captured) throws IOException {
        if (recording == null) {
            throw new Rejected(404, "No segments of this recording are there");
        }
        Told playlist = told.computeIfAbsent(recording.recordingId(), any -> new Told());
        synchronized (playlist) {
            for (int part = 0; part < PARTS && (part == 0 || playlist.more); part++) {
                if (!playlist.goOn(recording.ended(), captured)) {
                    playlist.forget();
                    playlist.goOn(recording.ended(), captured);
                }
            }
            String head = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:" + playlist.target
                    + "\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-START:TIME-OFFSET=0\n";
            return new SequenceInputStream(Collections.enumeration(List.of(
                    text(head),
                    playlist.lines.read(),
                    text(recording.ended() && !playlist.more ? "#EXT-X-ENDLIST\n" : ""))));
        }
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** What was told of one recording. */
    private final class Told {
        private GrowingText lines;
        private long target;
        private PlaylistSegment last;
        /** There is more than was asked for. */
        private boolean more;

        Told() {
            forget();
        }

        void forget() {
            lines = new GrowingText();
            target = TARGET;
            last = null;
            more = false;
        }

        /** @return false when what was told last is not there any more, as when its object was written again */
        boolean goOn(boolean ended, Captured captured) throws IOException {
            if (!lines.isThere()) {
                return false;
            }
            Next next = new Next(ended, clock.instant().minus(PATIENCE));
            try {
                captured.since(
                        last == null ? OffsetDateTime.MIN : last.capturedAt().minus(OVERLAP), next);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            } finally {
                lines.append(next.lines);
            }
            more = next.isPart;
            return next.begun;
        }

        /** Takes one segment after the other; those behind the one that was told last are told. */
        private final class Next implements Consumer<PlaylistSegment> {
            private final boolean ended;
            private final Instant patient;
            private final StringBuilder lines = new StringBuilder();
            private final String toldLast = last == null ? null : last.name();
            private boolean begun = last == null;
            private boolean waits;
            private boolean isPart;
            private int told;

            Next(boolean ended, Instant patient) {
                this.ended = ended;
                this.patient = patient;
            }

            @Override
            public void accept(PlaylistSegment next) {
                isPart = next.partUntil() != null;
                if (!begun) {
                    begun = next.name().equals(toldLast);
                    // its run is numbered among those that are asked for now
                    last = begun ? next : last;
                } else if (!waits && isInTime(next) && next.ticks() > 0) {
                    waits = !ended && skips(last, next) && capturedAt(next).isAfter(patient) || endsPart(next);
                    if (!waits) {
                        tell(next);
                    }
                }
            }

            /** What was captured last may stand behind what the next part brings. */
            private boolean endsPart(PlaylistSegment next) {
                return isPart
                        && told >= PART / 2
                        && capturedAt(next).isAfter(next.partUntil().toInstant().minus(PATIENCE));
            }

            private void tell(PlaylistSegment next) {
                lines.append(breaks(last, next) ? "#EXT-X-DISCONTINUITY\n" : "")
                        .append(String.format(Locale.ROOT, "#EXTINF:%.3f,\n", next.ticks() / (double) TICKS))
                        .append("segments/")
                        .append(next.name())
                        .append('\n');
                target = Math.max(target, Math.round(next.ticks() / (double) TICKS));
                last = next;
                told++;
                if (lines.length() > AT_ONCE) {
                    write();
                }
            }

            /** A month has 90 MB of them. */
            private void write() {
                try {
                    Told.this.lines.append(lines);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                lines.setLength(0);
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
