package streaming.recording.join;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import streaming.recording.timeline.GapPolicy;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.NotTransportStream;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.SegmentReader;
import streaming.recording.ts.TransportWriter;
import streaming.recording.ts.Unit;

/**
 * The segments of a recording as one clean transport stream with one program and one clock, made while it is read: what
 * {@code ffmpeg -f mpegts -i pipe:0 -copyts -start_at_zero -c copy} turns into the MP4. One segment is open and in
 * memory at a time.
 *
 * <p>Broken and repeated units are left out, continuity counters and tables are new (ISO/IEC 13818-1, 2.4.3 and 2.4.4),
 * all tracks of a segment move by the same offset, jumps back are closed, holes are kept or closed by the
 * {@link GapPolicy}, and the 33-bit clock goes on where that of the source started again. Healthy segments pass
 * unchanged but for a constant offset.
 */
public final class NormalisedStream extends InputStream {
    private final SegmentJoin join;
    private final TransportWriter writer;
    private final Deque<Unit> prelude;
    private final int[] sentAhead;
    private final Map<Integer, Long> ahead = new HashMap<>();
    private int position;
    private int tablesFor = -1;
    private boolean ended;

    private NormalisedStream(Iterator<JoinSegment> segments, TrackPlan plan, GapPolicy policy, List<Unit> prelude) {
        join = new SegmentJoin(segments, plan, policy);
        writer = new TransportWriter(plan.tracks());
        this.prelude = new ArrayDeque<>(prelude);
        sentAhead = new int[plan.tracks().size()];
        for (Unit unit : prelude) {
            sentAhead[unit.track.index]++;
            ahead.putIfAbsent(unit.track.index, Ticks.wrapped(unit.outPts));
        }
    }

    /** When the tracks begin whose first units are sent ahead of all others, by their index, on the 33-bit clock. */
    Map<Integer, Long> sentAhead() {
        return ahead;
    }

    /**
     * Reads all segments once to learn which tracks there are, and then again while this stream is read.
     *
     * @throws IOException when a segment that is there cannot be read; absent ones are reported in the result
     */
    public static NormalisedStream open(List<JoinSegment> segments, GapPolicy policy) throws IOException {
        List<SegmentContent> contents = new ArrayList<>();
        for (JoinSegment segment : segments) {
            try {
                contents.add(SegmentReader.read(segment.file()));
            } catch (NotTransportStream | NoSuchFileException nothing) {
                contents.add(new SegmentContent(List.of(), true, List.of()));
            }
        }
        return open(segments, contents, policy);
    }

    /**
     * Reads nothing yet, unless a track is missing in the first segment: then all up to its first units, which are sent
     * ahead.
     *
     * @param segments in their order
     * @param contents what {@link SegmentReader} found in the segments, in their order
     * @throws IOException when a segment that is there cannot be read
     */
    public static NormalisedStream open(List<JoinSegment> segments, List<SegmentContent> contents, GapPolicy policy)
            throws IOException {
        List<Unit> prelude = List.of();
        TrackPlan plan = TrackPlan.of(contents);
        if (plan.hasLateTracks()) {
            try (SegmentJoin rehearsal = new SegmentJoin(segments.iterator(), plan, policy)) {
                prelude = Prelude.of(rehearsal, plan.tracks());
            }
            TrackPlan rehearsed = plan;
            plan = TrackPlan.of(contents);
            plan.announceAs(rehearsed);
        }
        return new NormalisedStream(segments.iterator(), plan, policy, prelude);
    }

    /**
     * For a broadcast that goes on: tracks that are not in {@code first} are left out and reported.
     *
     * @param segments in their order; the iterator waits for the next one
     * @param first what {@link SegmentReader} found in the first segment
     */
    public static NormalisedStream open(Iterator<JoinSegment> segments, SegmentContent first, GapPolicy policy) {
        return new NormalisedStream(segments, TrackPlan.of(List.of(first)), policy, List.of());
    }

    /** What was given out so far; complete when this stream has been read to its end. */
    public JoinResult result() {
        return join.result();
    }

    /** Whether this stream has been read to its end. */
    public boolean isExhausted() {
        return ended && position == writer.written();
    }

    @Override
    public int read() throws IOException {
        return fill() ? writer.bytes()[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (len == 0) {
            return 0;
        }
        int done = 0;
        while (done < len && (done == 0 || position < writer.written()) && fill()) {
            int part = Math.min(len - done, writer.written() - position);
            System.arraycopy(writer.bytes(), position, b, off + done, part);
            position += part;
            done += part;
        }
        return done == 0 ? -1 : done;
    }

    @Override
    public int available() {
        return writer.written() - position;
    }

    @Override
    public void close() throws IOException {
        join.close();
    }

    private boolean fill() throws IOException {
        if (position < writer.written()) {
            return true;
        }
        if (ended) {
            return false;
        }
        writer.clear();
        position = 0;
        Unit unit = join.next();
        if (unit == null) {
            ended = true;
            return false;
        }
        if (join.index() != tablesFor) {
            tablesFor = join.index();
            writer.tables();
        }
        while (!prelude.isEmpty()) {
            writer.unit(prelude.poll());
        }
        int track = unit.track.index;
        if (sentAhead[track] > 0 && unit.isTimed()) {
            sentAhead[track]--;
        } else {
            writer.unit(unit);
        }
        return writer.written() > 0 || fill();
    }
}
