package streaming.recording.join;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import streaming.recording.mp4.Mp4;
import streaming.recording.timeline.GapPolicy;

/** Joins segments the way the recorder does, and keeps what came of it. */
final class Joined {
    private final List<JoinSegment> segments = new ArrayList<>();
    private GapPolicy policy = GapPolicy.KEEP;
    private Mp4 mp4;
    private JoinResult result;

    private static final Map<Broadcast, Mp4> WHOLE = new ConcurrentHashMap<>();

    /** What comes of a broadcast without any damage. */
    static Mp4 whole(Broadcast broadcast) {
        return WHOLE.computeIfAbsent(broadcast, made -> of(made.make()).mp4());
    }

    static Joined of(List<Path> files) {
        return new Joined().then(files);
    }

    Joined then(List<Path> files) {
        files.forEach(file -> segments.add(new JoinSegment(file, false)));
        return this;
    }

    Joined then(Path... files) {
        return then(List.of(files));
    }

    /** A new run that the caller knows of. */
    Joined thenRun(List<Path> files) {
        segments.add(new JoinSegment(files.get(0), true));
        return then(files.subList(1, files.size()));
    }

    Joined collapsing() {
        policy = GapPolicy.COLLAPSE;
        return this;
    }

    NormalisedStream stream() {
        try {
            return NormalisedStream.open(segments, policy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Mp4 mp4(String... arguments) {
        if (mp4 == null) {
            NormalisedStream stream = stream();
            mp4 = Mp4.ofNormalised(stream, arguments);
            result = stream.result();
        }
        return mp4;
    }

    JoinResult result() {
        mp4();
        return result;
    }
}
