package streaming.recording.media;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.commons.codec.digest.DigestUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import streaming.recording.FilePart;

/**
 * One recording that is joined while its stream is live: an ffmpeg of its own that is fed with sealed segments. What it has written
 * does not change any more but for the first bytes, so each full part behind the first 5 MiB can be uploaded at once; when the
 * stream has ended, only the index and those first bytes are left. The same segments in the same order give the same
 * bytes: after a crash they are fed again, and parts that the store has are recognised by their checksum.
 */
final class LiveJoin {

    /** Part 1 is the index and so many bytes of media: no part but the last may be smaller (S3, "Multipart upload limits"). */
    static final long HELD_BACK = 5L << 20;
    static final long PART = 16L << 20;
    static final String OUTPUT = "live.mp4";
    static final String HEAD = "head.mp4";
    private static final int MOST_PARTS = 10_000;
    /** In place of the number of the next part: all are in the store. */
    private static final int NONE = 0;
    private static final Logger LOG = LoggerFactory.getLogger("recording.live");

    private final Path folder;
    private final List<String> command;
    private final GapPolicy gaps;
    private final Duration patience;
    private final List<CapturedSegment> fed = new ArrayList<>();
    private final MessageDigest digest = DigestUtils.getMd5Digest();
    private final Map<Integer, FilePart.Stored> stored = new TreeMap<>();
    private final Map<Integer, String> audioFormats = new HashMap<>();
    private Process ffmpeg;
    private Feeder feeder;
    private FaststartHead head;
    private boolean ending;
    private int next = 2;

    /** @param patience how long ffmpeg may accept nothing */
    LiveJoin(Path folder, List<String> command, GapPolicy gaps, Duration patience) {
        this.folder = folder;
        this.command = command;
        this.gaps = gaps;
        this.patience = patience;
    }

    /** How many segments were fed, from the first one on. */
    synchronized int fed() {
        return fed.size();
    }

    /**
     * Feeds what is sealed.
     *
     * @param segments behind those that were fed
     * @param behind   the MD5 of the keys and ETags of what is before them now, hexadecimal
     * @throws NotLive when the order of the broadcast is another one now, or ffmpeg cannot go on
     */
    synchronized void feed(List<CapturedSegment> segments, String behind) throws IOException {
        if (ending) {
            return;
        }
        alive();
        if (!segments.isEmpty() && !behind.equals(digest())) {
            throw new NotLive("a segment came late or was replaced after it had been joined");
        }
        add(segments);
    }

    private void add(List<CapturedSegment> segments) throws IOException {
        if (feeder == null) {
            CapturedSegment first = segments.stream().filter(segment -> segment.content().hasMedia()).findFirst().orElse(null);
            if (first == null) {
                return;
            }
            start(first.content());
        }
        for (CapturedSegment segment : segments) {
            check(segment);
            feeder.add(segment.behind(fed.isEmpty() ? null : fed.get(fed.size() - 1)));
            fed.add(segment);
            digest.update((segment.objectKey() + " " + segment.etag() + " ").getBytes(StandardCharsets.UTF_8));
        }
    }

    private void start(SegmentContent first) throws IOException {
        Files.createDirectories(folder);
        // an ffmpeg that outlived a crash goes on writing to the file that it opened, not to ours
        Files.deleteIfExists(output());
        ffmpeg = new ProcessBuilder(command).directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(errors().toFile()).start();
        feeder = new Feeder(first, gaps, ffmpeg.getOutputStream());
        feeder.start("live-join-" + folder.getFileName());
        LOG.info("Joining while live: folder={} ffmpeg={}", folder.getFileName(), ffmpeg.pid());
    }

    private void check(CapturedSegment segment) {
        if (TrackPlan.of(List.of(feeder.first(), segment.content())).hasLateTracks()) {
            throw new NotLive("a track appeared with " + segment.objectKey());
        }
        if (Join.audioChanges(segment, audioFormats)) {
            throw new NotLive("the audio format changed with " + segment.objectKey());
        }
    }

    private void alive() {
        if (feeder == null) {
            return;
        }
        if (feeder.stuckFor().compareTo(patience) > 0) {
            ffmpeg.destroyForcibly();
            throw new NotLive("ffmpeg hung: it read nothing for " + patience.toSeconds() + " s");
        }
        if (feeder.failure() != null || !ffmpeg.isAlive()) {
            throw new NotLive("ffmpeg died: " + why());
        }
    }

    /** Whether {@link #nextPart} would have one. */
    synchronized boolean isPartReady() throws IOException {
        return feeder != null && written() >= offset() + PART;
    }

    /** @return the next part that is complete and not in the store; null when there is none yet, and after the last one */
    synchronized FilePart nextPart() throws IOException {
        while (feeder != null) {
            FilePart part = cut();
            if (part == null || !isStored(part)) {
                return part;
            }
            advance(part.number());
        }
        return null;
    }

    private FilePart cut() throws IOException {
        if (next == NONE) {
            return null;
        }
        long offset = offset();
        long length = Math.min(PART, (head != null ? head.mediaEnd() : written()) - offset);
        if (head != null && length <= 0) {
            return FilePart.of(1, head.file(), 0, Files.size(head.file()));
        }
        if (head == null && length < PART) {
            return null;
        }
        if (next > MOST_PARTS) {
            throw new NotLive("it is longer than " + MOST_PARTS + " parts");
        }
        return FilePart.of(next, output(), offset, length);
    }

    private long offset() {
        return HELD_BACK + (next - 2) * PART;
    }

    private long written() throws IOException {
        return Files.exists(output()) ? Files.size(output()) : 0;
    }

    private boolean isStored(FilePart part) {
        FilePart.Stored there = stored.get(part.number());
        return there != null && there.length() == part.length() && there.md5().equals(part.md5());
    }

    /** Behind the last part of media comes the head, and behind the head nothing. */
    private void advance(int number) {
        if (number == 1) {
            next = NONE;
        } else if (number == next) {
            next++;
        }
    }

    /** These parts are in the store from before a restart; each is compared with its bytes when they are there again. */
    synchronized void know(List<FilePart.Stored> parts) {
        parts.forEach(part -> stored.putIfAbsent(part.number(), part));
    }

    /** The part is in the store. */
    synchronized void sent(FilePart part, String etag) {
        stored.put(part.number(), new FilePart.Stored(part.number(), part.length(), part.md5(), etag));
        advance(part.number());
    }

    /** All parts in their order; call it when {@link #nextPart} has said that there are no more. */
    synchronized List<FilePart.Stored> parts() {
        int media = (int) ((head.mediaEnd() - head.resumes() + PART - 1) / PART);
        return stored.values().stream().filter(part -> part.number() <= 1 + media).toList();
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
            boolean same = i < segments.size() && fed.get(i).objectKey().equals(segments.get(i).objectKey())
                    && fed.get(i).etag().equals(segments.get(i).etag())
                    && fed.get(i).behind(i == 0 ? null : fed.get(i - 1)).discontinuity() == order.get(i).discontinuity();
            if (!same) {
                throw new NotLive((i < segments.size() ? segments.get(i) : fed.get(i)).objectKey()
                        + " came late or was replaced after its place had been joined");
            }
        }
        if (head == null) {
            ending = true;
            alive();
            add(segments.subList(fed.size(), segments.size()));
            feeder.end();
            awaitEnd();
            head = FaststartHead.write(output(), folder.resolve(HEAD), HELD_BACK);
            LOG.info("Live join finished: folder={} segments={} size={} parts_stored={}", folder.getFileName(), fed.size(),
                    head.length(), next - 2);
        } else if (fed.size() != segments.size()) {
            throw new NotLive(segments.get(fed.size()).objectKey() + " came after the join had been closed");
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
        if (!ffmpeg.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            ffmpeg.destroyForcibly();
            throw new NotLive("ffmpeg hung: it did not finish the MP4 within " + patience.toSeconds() + " s");
        }
        if (feeder.failure() != null || ffmpeg.exitValue() != 0) {
            throw new NotLive("ffmpeg died: " + why());
        }
    }

    private String why() {
        try {
            String said = Files.readString(errors(), StandardCharsets.ISO_8859_1).strip();
            String last = said.substring(said.lastIndexOf('\n') + 1);
            return last.isEmpty() ? ffmpeg.isAlive() ? String.valueOf(feeder.failure()) : "exit status " + ffmpeg.exitValue() : last;
        } catch (IOException e) {
            return String.valueOf(feeder.failure());
        }
    }

    private String digest() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
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
            ffmpeg.destroyForcibly();
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
