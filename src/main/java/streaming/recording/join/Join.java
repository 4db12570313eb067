package streaming.recording.join;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import streaming.recording.failure.CannotNow;
import streaming.recording.mp4.FaststartHead;
import streaming.recording.timeline.GapPolicy;

/** The join of one recording: what goes in, and, once ffmpeg has read it, what was given to it. */
public final class Join {

    static final String OUTPUT = "output.mp4";
    /** The fullest MP4 of the commands so far that can be played and is not what was joined. */
    private static final String ASIDE = "in-doubt.mp4";
    /** Where ffmpeg had something in memory, which is another place each time. */
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]+");

    private final Path folder;
    private final CapturedSegments segments;
    private final long bytes;
    private final GapPolicy gaps;
    private final long timeout;
    private final List<Doubt> doubts = new ArrayList<>();
    private final JoinPrograms programs;
    private final Ladder ladder;
    private NormalisedStream stream;
    private MergedSound merged;
    /** What was given to the command whose MP4 is taken, when it is not the last one. */
    private JoinResult taken;

    private FaststartHead head;
    private Exception first;
    private Playable aside;
    private Playable left;

    /** An MP4 that the audit refused or that ffmpeg left when it failed, and that can be played. */
    private record Playable(JoinCommand command, JoinResult given, Audit.Figures figures, String reason) {}

    Join(Path folder, CapturedSegments segments, long bytes, GapPolicy gaps, long timeout, JoinPrograms programs) {
        this.folder = folder;
        this.segments = segments;
        this.bytes = bytes;
        this.gaps = gaps;
        this.timeout = timeout;
        this.programs = programs;
        ladder = JoinPlan.of(segments.contents()).ladder();
    }

    /** The normalised bytes of all segments, for ffmpeg's standard input; it tells how far ffmpeg got. */
    public InputStream open() throws IOException {
        taken = null;
        head = null;
        left = null;
        close();
        stream = NormalisedStream.open(order(), segments.contents(), gaps);
        if (command().merges()) {
            merged = new MergedSound(
                    stream,
                    programs.programs(),
                    programs.startSound(command()),
                    command().merged(),
                    JoinCommand.byPid(stream.sentAhead()));
            return new JoinInput(merged, output());
        }
        return new JoinInput(stream, output());
    }

    /** Ends what is read by {@link #open}, when nobody reads it to its end. */
    void close() throws IOException {
        if (merged != null) {
            merged.close();
            merged = null;
        }
    }

    /** The segments as they are joined. */
    List<JoinSegment> order() {
        return segments.order();
    }

    /**
     * The same segments were joined while the stream was live: with this result, into the MP4 that begins with this
     * head.
     */
    void joinedLive(JoinResult given, FaststartHead begun) {
        taken = given;
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
     * @throws CannotNow when a file was not there; it is fetched again
     */
    public JoinResult result() {
        if (taken != null) {
            return taken;
        }
        JoinResult result = stream.result();
        if (merged != null && merged.failure() != null) {
            throw new AuditFailed(merged.failure().getMessage(), merged.failure());
        }
        if (!stream.isExhausted()) {
            throw new AuditFailed("the segments were not read to their end");
        }
        result.unreadable().forEach(unreadable -> {
            if (!Files.exists(segments.get(unreadable.segment()).file())) {
                throw new CannotNow(
                        "the file of " + segments.get(unreadable.segment()).objectKey() + " is gone");
            }
        });
        return result;
    }

    /** A step found a reason to doubt the recording that the figures of the join do not tell. */
    public void doubt(Doubt doubt) {
        doubts.add(doubt);
    }

    /** In the order of the broadcast. */
    public List<CapturedSegment> segments() {
        return segments;
    }

    /** The command that is run now, or was run while the stream was live. */
    JoinCommand command() {
        return ladder.command();
    }

    /** ffmpeg's arguments. */
    public String arguments() {
        return String.join(" ", command().arguments(programs.join()));
    }

    /** The tracks that the MP4 must have: those of the command of which anything was given. */
    List<JoinCommand.Output> outputs() {
        List<JoinResult.Track> given = result().tracks();
        return command().outputs().stream()
                .filter(output -> output.members().stream()
                        .anyMatch(index -> given.get(index).packets() > 0))
                .toList();
    }

    /** How long the MP4 must be, in ticks: as long as what was given, unless the track that is longest was left out. */
    long timeline(JoinResult given) {
        List<JoinResult.Track> tracks = outputs().stream()
                .flatMap(output -> output.members().stream())
                .map(given.tracks()::get)
                .filter(track -> track.packets() > 0)
                .toList();
        long all = given.tracks().stream().filter(track -> track.packets() > 0).count();
        return tracks.size() == all
                ? given.length()
                : tracks.stream().mapToLong(JoinResult.Track::end).max().orElse(0)
                        - tracks.stream()
                                .mapToLong(JoinResult.Track::start)
                                .min()
                                .orElse(0);
    }

    /** All commands so far with their reasons, for the report. */
    List<Ladder.Rung> rungs() {
        return ladder.rungs();
    }

    /** The present command and its reason, for the story. */
    public String rung() {
        Ladder.Rung last = rungs().get(rungs().size() - 1);
        return last.rung() + ": " + last.reason();
    }

    /**
     * Doubts beside those that the result tells: an audit that was accepted although it differed, tracks that were left
     * out.
     */
    List<Doubt> doubts() {
        List<Doubt> all = new ArrayList<>(doubts);
        if (ladder.doubt() != null) {
            all.add(new Doubt(Doubt.AUDIT_DIFFERED, ladder.doubt()));
        }
        List<JoinCommand.Track> tracks = command().tracks();
        for (int i = 0; i < tracks.size(); i++) {
            if (tracks.get(i).way() == JoinCommand.Way.LEFT_OUT) {
                all.add(new Doubt(
                        Doubt.TRACK_NOT_RECORDED,
                        "track " + i + " (" + tracks.get(i).codec() + ") is not in the MP4: see rungs"));
            }
        }
        return all;
    }

    /** Whether what was captured is what was joined, of each kind. */
    List<Account> accounts() {
        return Account.of(segments.contents(), result());
    }

    /**
     * Whether the first command failed as it did in an attempt in which all of them did.
     *
     * @param before the reason of that attempt, or null; it is that of its first command
     */
    boolean beginsAs(String before, String reason) {
        return before != null
                && rungs().size() == 1
                && ADDRESS.matcher(before)
                        .replaceAll("")
                        .equals(ADDRESS.matcher(reason).replaceAll(""));
    }

    /**
     * The present command failed, and what went in is at fault.
     *
     * @param failure of ffmpeg, ffprobe or the audit
     * @param reason in words, with what the program said
     * @return null: {@link #command} is another one now; else what the MP4 holds, which is accepted in doubt
     * @throws Exception when nothing is left to try and no command made anything that can be played: the failure of the
     *     first one, which gave up nothing yet
     */
    Audit.Figures climb(Exception failure, String reason) throws Exception {
        first = first == null ? failure : first;
        AuditFailed differs = AuditFailed.in(failure);
        Audit.Figures figures = differs != null ? differs.figures() : left == null ? null : left.figures;
        Set<Integer> empty = new HashSet<>();
        List<JoinResult.Track> given =
                stream == null ? List.of() : stream.result().tracks();
        for (int i = 0; i < given.size() && stream.isExhausted(); i++) {
            if (given.get(i).packets() == 0) {
                empty.add(i);
            }
        }
        // two that ffmpeg broke off at the same place agree on nothing
        String outcome = differs == null || figures == null || figures.packets().contains(0L)
                ? null
                : Math.round(figures.seconds() * 10) + " " + figures.packets();
        Set<Integer> tracks = differs == null ? ladder.named(reason) : differs.tracks();
        JoinCommand failed = command();
        if (ladder.climb(new Ladder.Failure(reason, tracks, empty, outcome))) {
            putAside(failed, figures, reason);
            return null;
        }
        if (aside != null && (figures == null || figures.units() < aside.figures.units())) {
            return takeBack();
        }
        if (ladder.doubt() == null && figures != null) {
            ladder.accept(failed, reason);
        }
        if (ladder.doubt() == null) {
            throw first;
        }
        taken = left == null ? taken : left.given;
        return figures;
    }

    /** Whether the present command left a file of which nothing is known. */
    public boolean hasOutput() {
        return !isLive() && output().toFile().length() > 0;
    }

    /**
     * The present command failed, and what it left can be played. It may have stopped reading anywhere: what it should
     * have read is read once more, so that what is missing is known.
     */
    void left(Audit.Figures figures) throws IOException {
        try (NormalisedStream again = NormalisedStream.open(order(), segments.contents(), gaps)) {
            again.transferTo(OutputStream.nullOutputStream());
            left = new Playable(command(), again.result(), figures, "");
        }
    }

    /** The next command writes the same file. */
    private void putAside(JoinCommand failed, Audit.Figures figures, String reason) throws IOException {
        boolean fuller = figures != null && (aside == null || figures.units() > aside.figures.units());
        if (fuller && !isLive()) {
            Files.move(output(), folder.resolve(ASIDE), StandardCopyOption.REPLACE_EXISTING);
            aside = new Playable(failed, left == null ? stream.result() : left.given, figures, reason);
        }
    }

    private Audit.Figures takeBack() throws IOException {
        Files.move(folder.resolve(ASIDE), output(), StandardCopyOption.REPLACE_EXISTING);
        ladder.accept(aside.command, aside.reason);
        taken = aside.given;
        return aside.figures;
    }

    /** ffmpeg's working directory, absolute; no other attempt's ffmpeg works there. */
    public String workingDirectory() {
        return audited().getParent().toString();
    }

    /**
     * The folder of this attempt alone. When it was joined live, the working directory is that of the segments: never
     * delete that.
     */
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

    /** An ffmpeg that neither takes its input nor writes for so long is taken to hang; milliseconds. */
    public long timeout() {
        return timeout;
    }

    /** Number of segments. */
    public int size() {
        return segments.size();
    }
}
