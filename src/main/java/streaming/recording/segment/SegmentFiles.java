package streaming.recording.segment;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import streaming.recording.failure.CannotNow;
import streaming.recording.join.CapturedSegment;
import streaming.recording.join.FinishedMp4;
import streaming.recording.storage.WorkFolders;
import streaming.recording.ts.NotTransportStream;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.TrackContent;

/**
 * The segments on disk, {@code {WORK_DIR}/{folder}/}. A segment file is whole or absent: it is written under another
 * name, measured, and renamed.
 */
public final class SegmentFiles {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_TRIES = 10;

    private final WorkFolders folders;
    private final Download download;
    private final ReadMarks marks = new ReadMarks();

    /** @param timeout of one download */
    public SegmentFiles(WorkFolders folders, Duration timeout) {
        this.folders = folders;
        this.download = new Download(timeout);
    }

    /**
     * Saves a segment and reads what is in it.
     *
     * @param body the answer of the store, whose version may be newer than the one that was listed; closed when this
     *     returns
     * @throws CannotNow when other bytes came than were announced, or too slowly
     * @throws CannotSave when it cannot be written here
     */
    public KeptSegment save(SegmentDownload wanted, ResponseInputStream<GetObjectResponse> body) {
        SegmentTask task = wanted.task();
        try {
            Path folder = folders.make(task.folder());
            Path part = folder.resolve("." + UUID.randomUUID() + ".part");
            try {
                download.save(body, task.object(), part);
                String etag = body.response().eTag();
                String lastModified = body.response().lastModified().toString();
                CapturedVersion previous = wanted.captured();
                boolean completes =
                        previous != null && !etag.equals(previous.etag()) && completes(part, folder, previous);
                int run = previous == null
                        ? 0
                        : completes || etag.equals(previous.etag()) ? previous.run() : previous.run() + 1;
                String file = inRun(run, task.object().file());
                KeptSegment kept =
                        read(folder, part, task, etag, lastModified, run, file, completes ? previous.etag() : null);
                Files.move(
                        part,
                        folder.resolve(file),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                Journal.append(folder, kept);
                return kept;
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            body.abort();
            throw new CannotSave(e);
        }
    }

    private KeptSegment read(
            Path folder,
            Path part,
            SegmentTask task,
            String etag,
            String lastModified,
            int run,
            String file,
            String replacedEtag)
            throws IOException {
        SegmentObject object = task.object();
        SegmentContent content = new SegmentContent(List.of(), true, List.of());
        String reason;
        try {
            SegmentContent found = marks.read(folder, object.objectKey(), etag, part);
            if (found == null) {
                // nor may the join read it
                Files.write(part, new byte[0]);
            }
            content = found == null ? content : found;
            reason = found == null
                    ? ReadMarks.REASON
                    : !content.whole()
                            ? String.join("; ", content.damage())
                            : content.hasMedia() ? null : CapturedSegment.NO_MEDIA;
        } catch (NotTransportStream e) {
            reason = e.getMessage();
        }
        return new KeptSegment(
                task.recordingId(),
                run,
                object.sequence(),
                object.mediaSequence(),
                object.objectKey(),
                etag,
                lastModified,
                Files.size(part),
                file,
                reason == null ? "captured" : "damaged",
                object.discontinuity(),
                content.hasMedia() ? content.start() : null,
                content.hasMedia() ? content.end() : null,
                ticks(content),
                content.tracks().stream()
                        .filter(TrackContent::isMedia)
                        .mapToLong(TrackContent::accessUnits)
                        .sum(),
                JSON.writeValueAsString(content.tracks()),
                reason,
                reason == null && isAsLong(content, object.seconds()),
                replacedEtag);
    }

    /** Whether it is as long as its playlist says: an object that was still being written is shorter. */
    private static boolean isAsLong(SegmentContent content, double seconds) {
        return seconds > 0 && Math.abs(ticks(content) / 90_000.0 - seconds) < 0.1 + 0.02 * seconds;
    }

    /** Of the video, else of the audio: tracks overlap at the border of segments, one track does not. */
    private static long ticks(SegmentContent content) {
        return content.video().or(content::audio).map(TrackContent::length).orElse(0L);
    }

    /** A version that begins with the bytes of the one before was only being written then, as was one without media. */
    private static boolean completes(Path part, Path folder, CapturedVersion previous) throws IOException {
        if (previous.accessUnits() == 0) {
            return true;
        }
        try (FileChannel before = FileChannel.open(folder.resolve(previous.file()), StandardOpenOption.READ)) {
            long mismatch = Files.mismatch(folder.resolve(previous.file()), part);
            return mismatch == -1 || mismatch == before.size();
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /**
     * The object's own name where it is plain and directly below the prefix, else one of ours: publishers begin their
     * numbering again in each folder.
     */
    static String name(String prefix, String key) {
        SegmentName name = SegmentName.of(key);
        return name.isPlain() && key.equals(prefix + name)
                ? name.toString()
                : String.format("object_%03d-%.16s.ts", name.number().orElse(0), DigestUtils.sha256Hex(key));
    }

    /** Later runs lie beside the first. */
    private static String inRun(int run, String name) {
        return run == 0 ? name : "run" + run + "-" + name;
    }

    /** Whether there is a file of this segment, of whichever version. */
    public boolean has(String folder, SegmentObject segment) {
        return Files.exists(folders.path(folder).resolve(segment.file()));
    }

    /**
     * What was captured and not entered in the ledger when the process that did so was killed.
     *
     * @param entered whether the ledger names a file
     */
    List<KeptSegment> notEntered(String folder, Predicate<String> entered) throws IOException {
        Path path = folders.path(folder);
        return Journal.read(path, entered.negate()).stream()
                .filter(kept -> isWhole(path, kept.file(), kept.size()))
                .toList();
    }

    private static boolean isWhole(Path folder, String file, long size) {
        try {
            return Files.size(folder.resolve(file)) == size;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether its file is here. */
    boolean isThere(String folder, CapturedFile captured) {
        return isWhole(folders.path(folder), captured.file(), captured.size());
    }

    /**
     * A captured segment, to be read and closed by the caller.
     *
     * @param segment null when there is none of that name
     * @return null when its file is not here (any more): another instance has it, or it was deleted
     */
    public InputStream open(SegmentFile segment) throws IOException {
        if (segment == null || segment.folder() == null || folders.isTaken(segment.folder())) {
            return null;
        }
        try {
            return Files.newInputStream(folders.path(segment.folder()).resolve(segment.file()));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * The checksum of the MP4 in the folder, the only one: each attempt to join deletes what earlier ones left.
     *
     * @return hexadecimal; null when it is not there
     */
    public String sha256(String folder) throws IOException {
        try (InputStream mp4 = FinishedMp4.open(folders.path(folder))) {
            return DigestUtils.sha256Hex(mp4);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Deletes all files of a recording.
     *
     * @param folder null when it has none any more
     */
    public synchronized void delete(String folder) throws IOException {
        // one at a time: upkeep tidies up the same folder when its recording was completed just now, and neither
        // survives that a file vanishes
        for (int tries = 1; folder != null && !folders.isTaken(folder); tries++) {
            try {
                WorkFolders.delete(folders.path(folder));
                return;
            } catch (DirectoryNotEmptyException e) {
                // the poster was written meanwhile
                if (tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    /**
     * Deletes the files of a recording but those that are kept, and the folder when it is empty then.
     *
     * @param kept file names, as an SQL array
     * @return whether the folder is gone
     */
    public synchronized boolean clean(String folder, java.sql.Array kept) throws IOException, SQLException {
        Path path = folders.path(folder);
        Set<String> stay = Set.of((String[]) kept.getArray());
        if (!Files.exists(path) || folders.isTaken(folder)) {
            // what is kept may lie on another instance's disk
            return stay.isEmpty();
        }
        // one after the other: a month has a million
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                path, file -> !stay.contains(file.getFileName().toString()) && !isOwner(file))) {
            for (Path file : files) {
                if (Files.isDirectory(file)) {
                    WorkFolders.delete(file);
                } else {
                    Files.deleteIfExists(file);
                }
            }
        }
        try (Stream<Path> files = Files.list(path)) {
            if (files.anyMatch(file -> !isOwner(file))) {
                return false;
            }
        }
        Files.deleteIfExists(path.resolve(WorkFolders.OWNER));
        Files.deleteIfExists(path);
        return true;
    }

    private static boolean isOwner(Path file) {
        return file.getFileName().toString().equals(WorkFolders.OWNER);
    }
}
