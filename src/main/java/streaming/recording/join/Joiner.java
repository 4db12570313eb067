package streaming.recording.join;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import streaming.recording.failure.CannotEver;
import streaming.recording.failure.Fault;
import streaming.recording.program.ProgramExecutor;
import streaming.recording.timeline.GapPolicy;

/** Prepares the join of an ended recording: its order, and the operator's record of it. */
public final class Joiner {

    private static final Logger LOG = LoggerFactory.getLogger("recording.finalize");
    /** How the folders of the attempts begin. */
    public static final String ATTEMPT = "join-";

    private final Path workFolder;
    private final Duration timeout;
    private final GapPolicy gaps;
    private final JoinPrograms programs;

    /** @param timeout of an ffmpeg that neither takes its input nor writes */
    public Joiner(Path workFolder, Duration timeout, GapPolicy gaps, JoinPrograms programs) {
        this.workFolder = workFolder;
        this.timeout = timeout;
        this.gaps = gaps;
        this.programs = programs;
    }

    /**
     * Writes {@code segments.txt} in the format of spec.md, "FFmpeg Recorder", and makes a folder for the MP4 of this
     * attempt, {@code join-*}. The ffmpeg of an attempt whose service was killed lives on for a while, and must not
     * write into the MP4 of the next one; what it left is deleted.
     *
     * @param folder of the recording, below the work folder
     * @param rows gives all its segments, in the order of the broadcast, one after the other
     * @throws CannotEver when no segment holds media
     */
    public Join plan(String folder, Consumer<Consumer<LedgerSegment>> rows) throws IOException {
        Path path = workFolder.resolve(folder).toAbsolutePath();
        LedgerCopy ledger;
        // there is none when nothing was captured
        try (Writer list =
                Files.isDirectory(path) ? Files.newBufferedWriter(path.resolve("segments.txt")) : Writer.nullWriter()) {
            ledger = new LedgerCopy(path, list);
            rows.accept(ledger);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        CapturedSegments segments = ledger.segments();
        long bytes = ledger.bytes();
        if (!ledger.hasMedia()) {
            throw new CannotEver(
                    "no-media",
                    segments.isEmpty()
                            ? "no segment was captured"
                            : "none of " + segments.size() + " segments held media: "
                                    + segments.get(0).reason());
        }
        discard(path);
        return new Join(Files.createTempDirectory(path, ATTEMPT), segments, bytes, gaps, timeout.toMillis(), programs);
    }

    /**
     * The next rung of a join's ladder, after ffmpeg or the audit has refused what came of the one before.
     *
     * @param failure of ffmpeg, ffprobe or the audit
     * @param reason in words, with what the program said
     * @param fault where the fault lies; a ladder helps only against what is in the recording
     * @param before why the attempt before this one came to nothing, or null: an attempt that begins as that one did
     *     would end as that one did
     * @return null when there is another command to run; else what the MP4 holds that is accepted in doubt
     * @throws Exception the failure, when no rung is left, or none would help
     */
    public Audit.Figures climb(Join join, Exception failure, String reason, Fault fault, String before)
            throws Exception {
        boolean hung = Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(ProgramExecutor.Hung.class::isInstance);
        boolean killed = reason.startsWith("exit status 137") || reason.startsWith("exit status 143");
        if (fault != Fault.RECORDING || killed || hung || join.beginsAs(before, reason)) {
            throw failure;
        }
        Audit.Figures accepted = join.climb(failure, reason);
        LOG.warn(
                "{}: folder={} rung={}",
                accepted == null ? "Joining another way" : "MP4 accepted in doubt",
                join.attempt().getParent().getFileName(),
                join.rung());
        return accepted;
    }

    /**
     * Deletes what a join left behind that came to nothing.
     *
     * @param join null when it was not begun
     */
    public void discard(Join join) throws IOException {
        if (join != null) {
            join.close();
        }
        if (join != null && !FileUtils.deleteQuietly(join.attempt().toFile())) {
            LOG.warn("A join that came to nothing stays: {}", join.attempt());
        }
    }

    private static void discard(Path folder) throws IOException {
        try (DirectoryStream<Path> earlier = Files.newDirectoryStream(folder, ATTEMPT + "*")) {
            for (Path attempt : earlier) {
                FileUtils.deleteDirectory(attempt.toFile());
            }
        }
    }
}
