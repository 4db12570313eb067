package streaming.recording.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The join of one recording: what goes in, and, once ffmpeg has read it, what was given to it. */
public final class Join {

    private final Path folder;
    private final List<CapturedSegment> segments;
    private final GapPolicy gaps;
    private final long timeout;
    private NormalisedStream stream;

    Join(Path folder, List<CapturedSegment> segments, GapPolicy gaps, long timeout) {
        this.folder = folder;
        this.segments = List.copyOf(segments);
        this.gaps = gaps;
        this.timeout = timeout;
    }

    /** The normalised bytes of all segments, for ffmpeg's standard input. */
    public InputStream open() throws IOException {
        List<JoinSegment> order = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            CapturedSegment segment = segments.get(i);
            boolean begins = i > 0 && segments.get(i - 1).run() != segment.run();
            order.add(new JoinSegment(segment.file(), segment.discontinuity() || begins));
        }
        stream = NormalisedStream.open(order, segments.stream().map(CapturedSegment::content).toList(), gaps);
        return stream;
    }

    /** What was given to ffmpeg; complete once it has exited. */
    public JoinResult result() {
        return stream.result();
    }

    /** In the order of the broadcast. */
    public List<CapturedSegment> segments() {
        return segments;
    }

    /** One MP4 track cannot hold two audio formats: then, and only then, audio is encoded again. */
    public boolean encodesAudio() {
        Map<Integer, String> formats = new HashMap<>();
        for (CapturedSegment segment : segments) {
            int nth = 0;
            for (TrackContent track : segment.content().tracks()) {
                if (track.kind() == TrackContent.Kind.AUDIO && !track.configuration().isEmpty()) {
                    String before = formats.putIfAbsent(nth++, track.configuration());
                    if (before != null && !before.equals(track.configuration())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** ffmpeg's working directory, absolute. */
    public String workingDirectory() {
        return folder.toString();
    }

    /** The file that ffmpeg writes. */
    public Path output() {
        return folder.resolve("output.mp4");
    }

    /** After which ffmpeg is taken to hang, milliseconds. */
    public long timeout() {
        return timeout;
    }

    /** Number of segments. */
    public int size() {
        return segments.size();
    }
}
