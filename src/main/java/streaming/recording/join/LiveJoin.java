package streaming.recording.join;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import streaming.recording.mp4.FaststartHead;
import streaming.recording.program.Programs;
import streaming.recording.storage.FilePart;
import streaming.recording.timeline.GapPolicy;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.TrackContent;

/**
 * One recording that is joined while its stream is live: an ffmpeg of its own that is fed with sealed segments. What it
 * has written does not change any more but for the first bytes, so each full part behind the first 15 MiB can be
 * uploaded at once; when the stream has ended, only the index and those first bytes are left. The same segments in the
 * same order give the same bytes: after a crash they are fed again, and parts that the store has are recognised by
 * their checksum.
 */
final class LiveJoin {

    static final String OUTPUT = "live.mp4";
    static final String HEAD = "head.mp4";
    /** More come when ffmpeg has taken these, as after a restart in the middle of a long broadcast. */
    private static final int MOST_WAITING = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger("recording.live");

    private final Path folder;
    private final Programs programs;
    private final String program;
    private final String arguments;
    private final GapPolicy gaps;
    private final Duration patience;
    private final FedSegments fed;
    private final Map<Integer, FilePart.Stored> stored = new ConcurrentHashMap<>();
    /** In the store from before a restart; whether they are these bytes is to be seen. */
    private final Map<Integer, FilePart.Stored> known = new ConcurrentHashMap<>();

    private JoinPlan plan;
    private JoinCommand command;
    private Process ffmpeg;
    private Feeder feeder;
    private FaststartHead head;
    private boolean ending;
    /** The bucket was listed: the ledger may say of earlier segments otherwise than is known here. */
    private boolean listed;

    /** @param patience how long ffmpeg may accept nothing */
    LiveJoin(Path folder, Programs programs, String program, String arguments, GapPolicy gaps, Duration patience) {
        this.folder = folder;
        this.fed = new FedSegments(folder);
        this.programs = programs;
        this.program = program;
        this.arguments = arguments;
        this.gaps = gaps;
        this.patience = patience;
    }

    /** What was fed, from the first segment on. */
    synchronized FedTail fed() {
        return fed.tail();
    }

    /** The bucket was listed, and compared with the ledger. */
    synchronized void listed() {
        listed = true;
    }

    /** Feeds what is known to be sealed. @return false when the ledger has to be asked */
    synchronized boolean feedKnown(KnownTail tail) throws IOException {
        Optional<List<SealedSegment>> sealed = listed ? Optional.empty() : tail.behind(fed.last());
        if (sealed.isPresent()) {
            give(sealed.get());
        }
        return sealed.isPresent();
    }

    /**
     * Feeds what is sealed.
     *
     * @param sealed of the ledger, behind those that were fed
     * @throws NotLive when the order of the broadcast is another one now, or ffmpeg cannot go on
     */
    synchronized void feed(List<SealedSegment> sealed) throws IOException {
        listed = false;
        if (!ending && !sealed.isEmpty() && !sealed.get(0).behind().equals(fed.digest())) {
            throw new NotLive("a segment came late or was replaced after it had been joined");
        }
        give(sealed);
    }

    private void give(List<SealedSegment> sealed) throws IOException {
        if (ending) {
            return;
        }
        alive();
        if (feeder != null && feeder.waiting() > MOST_WAITING) {
            return;
        }
        add(
                CapturedSegment.ofAll(folder, sealed),
                sealed.stream().map(SealedSegment::capturedAt).toList());
    }

    /** @param captured when each was entered in the ledger */
    private void add(List<CapturedSegment> segments, List<OffsetDateTime> captured) throws IOException {
        if (feeder == null) {
            CapturedSegment first = segments.stream()
                    .filter(segment -> segment.content().hasMedia())
                    .findFirst()
                    .orElse(null);
            if (first == null) {
                return;
            }
            start(first.content());
        }
        for (int i = 0; i < segments.size(); i++) {
            CapturedSegment segment = segments.get(i);
            check(segment);
            feeder.add(segment.behind(fed.last()));
            fed.add(segment, captured.get(i));
        }
    }

    private void start(SegmentContent first) throws IOException {
        Files.createDirectories(folder);
        // an ffmpeg that outlived a crash goes on writing to the file that it opened, not to ours
        Files.deleteIfExists(output());
        plan = JoinPlan.of(List.of(first));
        command = plan.ladder().command();
        List<String> line = new ArrayList<>(List.of(program));
        line.addAll(command.arguments(arguments));
        ffmpeg = programs.start(new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(errors().toFile()));
        feeder = new Feeder(first, gaps, ffmpeg.getOutputStream());
        feeder.start("live-join-" + folder.getFileName());
        LOG.info("Joining while live: folder={} ffmpeg={}", folder.getFileName(), ffmpeg.pid());
    }

    private void check(CapturedSegment segment) {
        if (TrackPlan.of(List.of(feeder.first(), segment.content())).hasLateTracks()) {
            throw new NotLive("a track appeared with " + segment.objectKey());
        }
        plan.add(segment.content());
        List<JoinCommand.Track> tracks = plan.tracks();
        for (int i = 0; i < tracks.size(); i++) {
            if (!tracks.get(i).equals(command.tracks().get(i))) {
                throw new NotLive((tracks.get(i).kind() == TrackContent.Kind.AUDIO
                                ? "the audio format"
                                : "a parameter set of the video")
                        + " changed with " + segment.objectKey());
            }
        }
    }

    private void alive() {
        if (feeder == null) {
            return;
        }
        if (feeder.stuckFor().compareTo(patience) > 0) {
            programs.kill(ffmpeg);
            throw new NotLive("ffmpeg hung: it read nothing for " + patience.toSeconds() + " s");
        }
        if (feeder.failure() != null || !ffmpeg.isAlive()) {
            throw new NotLive("ffmpeg died: " + why());
        }
    }

    /**
     * Whether there is a part that is complete and not in the store, while the stream is live: whoever finishes it
     * sends the rest.
     */
    synchronized boolean isPartReady() throws IOException {
        return !ending && complete().stream().anyMatch(part -> !stored.containsKey(part.number()));
    }

    /** The parts that are complete and not in the store, as far as is known without their checksums. */
    synchronized List<FilePart> unsent() throws IOException {
        return complete().stream()
                .filter(part -> !stored.containsKey(part.number()))
                .toList();
    }

    private List<FilePart> complete() throws IOException {
        // before the first segment is fed, a file is one that a crash left behind
        return feeder == null ? List.of() : LiveParts.of(output(), written(), head);
    }

    private long written() throws IOException {
        return Files.exists(output()) ? Files.size(output()) : 0;
    }

    /** Whether the store has this part, which has a checksum, from before a restart: then it counts as sent. */
    boolean recognise(FilePart part) {
        FilePart.Stored there = known.get(part.number());
        boolean same =
                there != null && there.length() == part.length() && there.md5().equals(part.md5());
        if (same) {
            stored.put(part.number(), there);
        }
        return same;
    }

    /**
     * These parts are in the store from before a restart; each is compared with its bytes when they are there again.
     */
    void know(List<FilePart.Stored> parts) {
        parts.forEach(part -> known.put(part.number(), part));
    }

    /** The part is in the store. */
    void sent(FilePart part, String etag) {
        stored.put(part.number(), new FilePart.Stored(part.number(), part.length(), part.md5(), etag));
    }

    /** All parts in their order, as the store has them; one that is not there is left out. */
    synchronized List<FilePart.Stored> parts() throws IOException {
        return complete().stream()
                .map(part -> stored.get(part.number()))
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * The stream has ended: feeds the rest, lets ffmpeg finish, and makes the head. May be called again.
     *
     * @param join what the recording consists of; it learns what was given to ffmpeg
     * @throws NotLive when that is not what was fed, or ffmpeg did not finish it
     */
    synchronized void finish(Join join) throws InterruptedException {
        try {
            end(join);
        } catch (IOException e) {
            throw new NotLive("the MP4 cannot be finished: " + e.getMessage());
        }
    }

    private void end(Join join) throws IOException, InterruptedException {
        List<CapturedSegment> segments = join.segments();
        List<JoinSegment> order = join.order();
        for (int i = 0; i < fed.size(); i++) {
            boolean same = i < segments.size()
                    && fed.get(i).objectKey().equals(segments.get(i).objectKey())
                    && fed.get(i).etag().equals(segments.get(i).etag())
                    && fed.get(i).behind(i == 0 ? null : fed.get(i - 1)).discontinuity()
                            == order.get(i).discontinuity();
            if (!same) {
                throw new NotLive((i < segments.size() ? segments.get(i) : fed.get(i)).objectKey()
                        + " came late or was replaced after its place had been joined");
            }
        }
        if (head == null) {
            ending = true;
            alive();
            for (int i = fed.size(); i < segments.size(); i++) {
                CapturedSegment next = segments.get(i);
                add(List.of(next), List.of(next.lastModified().atOffset(ZoneOffset.UTC)));
            }
            feeder.end();
            awaitEnd();
            head = FaststartHead.write(output(), folder.resolve(HEAD), LiveParts.HELD_BACK);
            LOG.info(
                    "Live join finished: folder={} segments={} size={} parts_stored={}",
                    folder.getFileName(),
                    fed.size(),
                    head.length(),
                    stored.size());
        } else if (fed.size() != segments.size()) {
            throw new NotLive(segments.get(fed.size()).objectKey() + " came after the join had been closed");
        }
        if (!join.command().runsAs(command)) {
            throw new NotLive("its tracks are joined another way: " + join.rung());
        }
        JoinResult result = feeder.result();
        if (result.dropped().stream().anyMatch(drop -> drop.track() < 0)) {
            throw new NotLive("a track appeared within a segment");
        }
        if (result.unreadable().stream().anyMatch(segment -> segment.reason().equals(JoinLog.ABSENT))) {
            throw new NotLive("a file was gone from the work folder");
        }
        join.joinedLive(result, head);
    }

    private void awaitEnd() throws InterruptedException {
        while (!feeder.awaitEnd(Duration.ofSeconds(1))) {
            alive();
        }
        if (!programs.exits(ffmpeg, patience)) {
            throw new NotLive("ffmpeg hung: it did not finish the MP4 within " + patience.toSeconds() + " s");
        }
        if (feeder.failure() != null || ffmpeg.exitValue() != 0) {
            throw new NotLive("ffmpeg died: " + why());
        }
    }

    private String why() {
        try {
            String said =
                    Files.readString(errors(), StandardCharsets.ISO_8859_1).strip();
            String last = said.substring(said.lastIndexOf('\n') + 1);
            return last.isEmpty()
                    ? ffmpeg.isAlive() ? String.valueOf(feeder.failure()) : "exit status " + ffmpeg.exitValue()
                    : last;
        } catch (IOException e) {
            return String.valueOf(feeder.failure());
        }
    }

    private Path output() {
        return folder.resolve(OUTPUT);
    }

    private Path errors() {
        return folder.resolve("live.log");
    }

    /** Ends ffmpeg at once; files stay. */
    synchronized void close() {
        if (feeder != null) {
            programs.kill(ffmpeg);
            feeder.stop();
        }
    }

    /** Ends ffmpeg at once and frees the disk. */
    synchronized void discard() throws IOException {
        close();
        Files.deleteIfExists(output());
        Files.deleteIfExists(folder.resolve(HEAD));
    }
}
