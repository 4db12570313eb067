package streaming.recording.join;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import streaming.recording.program.Programs;
import streaming.recording.storage.FilePart;
import streaming.recording.timeline.GapPolicy;

/** The recordings that this instance joins while they are live; no more at once than there is memory for. */
public final class LiveJoins implements AutoCloseable {

    private final Path workFolder;
    private final Programs programs;
    private final String program;
    private final String arguments;
    private final GapPolicy gaps;
    private final Duration patience;
    private final int most;
    private final Map<String, LiveJoin> joins = new ConcurrentHashMap<>();
    private final Map<String, KnownTail> tails = new ConcurrentHashMap<>();
    private final Set<String> turnedAway = ConcurrentHashMap.newKeySet();
    /** Why, for those who claimed the recording before SQL knew it. */
    private final Map<String, String> givenUp = new ConcurrentHashMap<>();

    /**
     * @param programs runs it
     * @param program ffmpeg
     * @param arguments of it, as {@link Joiner} takes them: standard input to live.mp4 in its working directory
     * @param most at once; 0 turns live joins off
     * @param patience how long an ffmpeg may accept nothing
     */
    public LiveJoins(
            Path workFolder,
            Programs programs,
            String program,
            String arguments,
            GapPolicy gaps,
            int most,
            Duration patience) {
        this.workFolder = workFolder;
        this.programs = programs;
        this.program = program;
        this.arguments = arguments;
        this.gaps = gaps;
        this.most = most;
        this.patience = patience;
    }

    public boolean enabled() {
        return most > 0;
    }

    /** Which segments of this recording were fed. */
    public FedTail fed(String recordingId) {
        LiveJoin join = joins.get(recordingId);
        return join == null ? FedTail.NONE : join.fed();
    }

    /** These segments of it were entered in the ledger just now. */
    public void entered(String recordingId, List<KnownSegment> segments) {
        if (!givenUp.containsKey(recordingId) && !turnedAway.contains(recordingId)) {
            tails.computeIfAbsent(recordingId, id -> new KnownTail()).add(segments);
        }
    }

    /** The bucket was listed: the ledger is asked the next time. */
    public void listed(String recordingId) {
        LiveJoin join = joins.get(recordingId);
        if (join != null) {
            join.listed();
        }
    }

    /**
     * Feeds what is known to be sealed.
     *
     * @return false when the ledger has to be asked
     * @throws NotLive as {@link #feed}
     */
    public boolean feedKnown(String recordingId) throws IOException {
        LiveJoin join = joins.get(recordingId);
        KnownTail tail = tails.get(recordingId);
        return join != null && tail != null && join.feedKnown(tail);
    }

    /**
     * Feeds what is sealed, and begins a live join for a recording that has none when there is room for one more.
     *
     * @param sealed behind what was fed, in the order of the broadcast
     * @throws NotLive when this recording cannot be joined while it is live
     */
    public void feed(LiveRecording recording, List<SealedSegment> sealed) throws IOException {
        String id = recording.recordingId();
        LiveJoin join = joins.get(id);
        if (join == null && !sealed.isEmpty() && !givenUp.containsKey(id)) {
            join = begin(id, recording.folder());
        }
        if (join != null) {
            join.feed(sealed);
        }
    }

    private synchronized LiveJoin begin(String recordingId, String folder) {
        if (joins.size() >= most) {
            turnedAway.add(recordingId);
            tails.remove(recordingId);
            return null;
        }
        turnedAway.remove(recordingId);
        return joins.computeIfAbsent(recordingId, id -> create(folder));
    }

    private LiveJoin create(String folder) {
        return new LiveJoin(path(folder), programs, program, arguments, gaps, patience);
    }

    private Path path(String folder) {
        return workFolder.resolve(folder).toAbsolutePath();
    }

    /** Whether the store can have more of a recording, which is live, than it has. */
    public boolean isPartReady(String recordingId) throws IOException {
        LiveJoin join = joins.get(recordingId);
        return join != null && join.isPartReady();
    }

    /**
     * These parts are in the store from before a restart; each is compared with its bytes when they are there again.
     */
    public void know(String recordingId, List<FilePart.Stored> parts) {
        joined(recordingId).know(parts);
    }

    /** The parts that are complete and not in the store, as far as is known without their checksums. */
    public List<FilePart> unsent(String recordingId) throws IOException {
        return joined(recordingId).unsent();
    }

    /** Whether the store has this part, which has a checksum, from before a restart: then it counts as sent. */
    public boolean recognise(String recordingId, FilePart part) {
        return joined(recordingId).recognise(part);
    }

    /** The part is in the store under this ETag. */
    public void sent(String recordingId, FilePart part, String etag) {
        joined(recordingId).sent(part, etag);
    }

    /**
     * Whether a recording that has ended was joined while it was live. A multipart upload that was begun before a
     * restart, or elsewhere, is carried on.
     */
    public boolean hasJoined(EndedRecording recording) {
        String id = recording.recordingId();
        boolean wanted = recording.liveFallback() == null;
        if (enabled() && wanted && recording.liveUpload() != null && !givenUp.containsKey(id)) {
            joins.computeIfAbsent(id, unknown -> create(recording.folder()));
        }
        return wanted && joins.containsKey(id);
    }

    /** The stream has ended: {@link LiveJoin#finish}. */
    public void finish(String recordingId, Join join) throws InterruptedException {
        joined(recordingId).finish(join);
    }

    /** All parts in their order, as the store has them. */
    public List<FilePart.Stored> parts(String recordingId) throws IOException {
        return joined(recordingId).parts();
    }

    private LiveJoin joined(String recordingId) {
        LiveJoin join = joins.get(recordingId);
        if (join == null) {
            throw new NotLive("another instance works on this recording");
        }
        return join;
    }

    /** Why a recording without a live join has none; null when none was wanted. */
    public String whyNot(EndedRecording recording) {
        if (recording.liveFallback() != null || !enabled()) {
            return recording.liveFallback();
        }
        return givenUp.getOrDefault(
                recording.recordingId(),
                turnedAway.contains(recording.recordingId())
                        ? "all " + most + " live joins were in use (LIVE_JOINS)"
                        : "it ended before a segment of it was sealed, or this instance took it over");
    }

    /** Ends the live join of a recording, and deletes its MP4. */
    public void discard(Fallback fallback) throws IOException {
        turnedAway.remove(fallback.recordingId());
        givenUp.putIfAbsent(fallback.recordingId(), fallback.reason());
        tails.remove(fallback.recordingId());
        LiveJoin join = joins.remove(fallback.recordingId());
        if (join != null) {
            join.discard();
        }
    }

    /** Ends the live join of a recording; its files may be another instance's by now. */
    public void forget(String recordingId) {
        turnedAway.remove(recordingId);
        givenUp.remove(recordingId);
        tails.remove(recordingId);
        LiveJoin join = joins.remove(recordingId);
        if (join != null) {
            join.close();
        }
    }

    /** All recordings known here, as PostgreSQL writes an array: {@code {id,id}}. */
    public String ids() {
        return Stream.of(joins.keySet(), tails.keySet(), turnedAway, givenUp.keySet())
                .flatMap(Set::stream)
                .distinct()
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Ends every ffmpeg; what is uploaded stays, and is carried on by the next start. */
    @Override
    public void close() {
        joins.values().forEach(LiveJoin::close);
    }
}
