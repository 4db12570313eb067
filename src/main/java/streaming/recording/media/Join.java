package streaming.recording.media;

import streaming.recording.timeline.GapPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import streaming.recording.CannotNow;

/** The join of one recording: what goes in, and, once ffmpeg has read it, what was given to it. */
public final class Join {

    static final String OUTPUT = "output.mp4";

    private final Path folder;
    private final List<CapturedSegment> segments;
    private final long bytes;
    private final GapPolicy gaps;
    private final long timeout;
    private final List<Doubt> doubts = new ArrayList<>();
    private NormalisedStream stream;
    private JoinResult live;
    private FaststartHead head;

    Join(Path folder, List<CapturedSegment> segments, long bytes, GapPolicy gaps, long timeout) {
        this.folder = folder;
        this.segments = List.copyOf(segments);
        this.bytes = bytes;
        this.gaps = gaps;
        this.timeout = timeout;
    }

    /** The normalised bytes of all segments, for ffmpeg's standard input. */
    public InputStream open() throws IOException {
        live = null;
        head = null;
        stream = NormalisedStream.open(order(), segments.stream().map(CapturedSegment::content).toList(), gaps);
        return stream;
    }

    /** The segments as they are joined. */
    List<JoinSegment> order() {
        List<JoinSegment> order = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            order.add(segments.get(i).behind(i == 0 ? null : segments.get(i - 1)));
        }
        return order;
    }

    /** The same segments were joined while the stream was live: with this result, into the MP4 that begins with this head. */
    void joinedLive(JoinResult given, FaststartHead begun) {
        live = given;
        head = begun;
    }

    /** Whether the MP4 was made while the stream was live, and is in the store but for its head. */
    public boolean isLive() {
        return head != null;
    }

    /**
     * What was given to ffmpeg, once it has exited.
     *
     * @throws AuditFailed when that was not all of them: ffmpeg takes the end of its input for the end of the broadcast
     * @throws CannotNow   when a file was not there; it is fetched again
     */
    public JoinResult result() {
        if (isLive()) {
            return live;
        }
        JoinResult result = stream.result();
        if (!stream.isExhausted()) {
            throw new AuditFailed("the segments were not read to their end");
        }
        result.unreadable().forEach(unreadable -> {
            if (!Files.exists(segments.get(unreadable.segment()).file())) {
                throw new CannotNow("the file of " + segments.get(unreadable.segment()).objectKey() + " is gone");
            }
        });
        return result;
    }

    /** A step found a reason to doubt the recording that the figures of the join do not tell. */
    public void doubt(Doubt doubt) {
        doubts.add(doubt);
    }

    /** What other steps said so. */
    List<Doubt> doubts() {
        return List.copyOf(doubts);
    }

    /** In the order of the broadcast. */
    public List<CapturedSegment> segments() {
        return segments;
    }

    /** One MP4 track cannot hold two audio formats, unless each frame tells its channels: then, and only then, audio is encoded again. */
    public boolean encodesAudio() {
        Map<Integer, String> formats = new HashMap<>();
        return segments.stream().anyMatch(segment -> audioChanges(segment, formats));
    }

    /** @param formats of the audio tracks of the segments before this one, by their number; those of this one are added */
    static boolean audioChanges(CapturedSegment segment, Map<Integer, String> formats) {
        int nth = 0;
        for (TrackContent track : segment.content().tracks()) {
            if (track.kind() == TrackContent.Kind.AUDIO && !track.configuration().isEmpty()) {
                String before = formats.get(nth);
                for (String setting : track.configuration().split(AudioFrames.THEN)) {
                    if (before != null && !Codec.goesOn(before, setting)) {
                        return true;
                    }
                    before = setting;
                }
                formats.put(nth++, before);
            }
        }
        return false;
    }

    /** ffmpeg's working directory, absolute; no other attempt's ffmpeg works there. */
    public String workingDirectory() {
        return audited().getParent().toString();
    }

    /** The folder of this attempt alone. When it was joined live, the working directory is that of the segments: never delete that. */
    Path attempt() {
        return folder;
    }

    /** The file that ffmpeg writes. */
    public Path output() {
        return folder.resolve(OUTPUT);
    }

    /** The file that the audit looks at: the MP4, or its head when the media behind it is in the store. */
    Path audited() {
        return isLive() ? head.file() : output();
    }

    /** Its name in the working directory. */
    public String auditedName() {
        return audited().getFileName().toString();
    }

    /** Bytes of the MP4. */
    public long length() throws IOException {
        return isLive() ? head.length() : Files.size(output());
    }

    /** Of all segments: at least what the MP4 needs. */
    public long bytes() {
        return bytes;
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
