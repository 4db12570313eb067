package streaming.recording.join;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import streaming.recording.timeline.GapPolicy;
import streaming.recording.timeline.Placed;
import streaming.recording.timeline.SegmentTimes;
import streaming.recording.timeline.Timeline;
import streaming.recording.ts.OutputTrack;
import streaming.recording.ts.Unit;

/** The units of all segments, each with its place on one timeline, in the order in which they are given to ffmpeg. */
final class SegmentJoin implements Closeable {
    private final TrackPlan plan;
    private final JoinLog log = new JoinLog();
    private final SegmentLoader loader;
    private final Timeline timeline;
    private final WrapOrder wrapOrder = new WrapOrder();
    private final Deque<Unit> due = new ArrayDeque<>();
    /** Read before their time, because the timeline had to know. */
    private final List<LoadedSegment> ahead = new ArrayList<>();

    private int index = -1;
    private boolean given;
    private boolean finished;

    SegmentJoin(Iterator<JoinSegment> segments, TrackPlan plan, GapPolicy policy) {
        this.plan = plan;
        this.loader = new SegmentLoader(segments, plan, log);
        this.timeline = new Timeline(policy);
    }

    /** The segment that is being given out, counted from 0. */
    int index() {
        return index;
    }

    JoinResult result() {
        return log.result(plan.tracks(), timeline);
    }

    /** @return null when there is no more */
    Unit next() throws IOException {
        while (due.isEmpty() && !finished) {
            advance();
        }
        return due.poll();
    }

    private void advance() throws IOException {
        LoadedSegment segment = ahead.isEmpty() ? loader.next() : ahead.remove(0);
        if (segment == null) {
            finished = true;
            wrapOrder.arrange(due);
            wrapOrder.finish(due);
            return;
        }
        index = segment.index;
        take(segment);
        wrapOrder.arrange(due);
        if (!given && !due.isEmpty()) {
            given = true;
            Prelude.bringForward(due, plan.tracks());
        }
    }

    private void take(LoadedSegment segment) throws IOException {
        Placed placed;
        try {
            placed = timeline.place(segment.times(), this::look);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (placed.whole()) {
            log.repeated(segment.index);
            noteRest(segment, placed);
            return;
        }
        List<Unit> units = segment.units.all();
        for (int at = 0; at < units.size(); at++) {
            Unit unit = units.get(at);
            if (placed.repeated()[at]) {
                log.dropped(unit.segment, unit.track, unit.count, JoinLog.REPEATED);
                unit.track.learn(unit);
            } else {
                unit.outDts = placed.dts()[at];
                unit.outPts = placed.pts()[at];
                unit.track.repaired += placed.repaired()[at] ? unit.count : 0;
                give(unit);
            }
        }
    }

    /** Units of a segment that is left out as repeated which had not come before: few, but they are not in the MP4. */
    private void noteRest(LoadedSegment segment, Placed placed) {
        List<Unit> units = segment.units.all();
        for (int at = 0; at < units.size(); at++) {
            Unit unit = units.get(at);
            if (unit.isTimed() && !placed.repeated()[at]) {
                log.dropped(unit.segment, unit.track, unit.count, "in a repeated segment");
            }
        }
    }

    private SegmentTimes look(int number) {
        try {
            while (ahead.size() < number) {
                LoadedSegment next = loader.next();
                if (next == null) {
                    return null;
                }
                ahead.add(next);
            }
            return ahead.get(number - 1).times();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void give(Unit unit) {
        OutputTrack track = unit.track;
        track.learn(unit);
        if (!unit.isTimed() && !track.begun) {
            log.dropped(unit.segment, track, unit.count, "before the first time stamp");
            return;
        }
        if (!track.begun && track.late) {
            noteCodecChange(unit);
        }
        track.begun = true;
        if (!track.configuration.equals(track.givenConfiguration)) {
            if (!track.givenConfiguration.isEmpty()) {
                long at = unit.isTimed() ? unit.outPts : timeline.end(track.index);
                log.change(track, at, unit.segment, track.givenConfiguration, track.configuration);
            }
            track.givenConfiguration = track.configuration;
        }
        track.packets += unit.count;
        due.add(unit);
    }

    /** A track that begins where another of its kind has ended is that one with another codec. */
    private void noteCodecChange(Unit unit) {
        OutputTrack former = unit.track.follows;
        if (former != null && former.packets > 0) {
            log.change(
                    unit.track,
                    unit.outPts,
                    unit.segment,
                    described(former.givenConfiguration, former),
                    described(unit.track.configuration, unit.track));
        }
    }

    private static String described(String configuration, OutputTrack track) {
        return configuration.isEmpty() ? track.codec : configuration;
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
