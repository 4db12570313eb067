package streaming.recording.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import streaming.recording.embedded.Ffmpeg;

/**
 * What the soak asks when all is over: each broadcast has one recording with every packet that could be had, and
 * nothing leaks.
 */
final class SoakAccount {

    private static final Duration PATIENCE = Duration.ofMinutes(6);

    private final Rig rig;
    private final Fleet fleet;
    private final List<SoakBroadcast> broadcasts;

    SoakAccount(Rig rig, Fleet fleet, List<SoakBroadcast> broadcasts) {
        this.rig = rig;
        this.fleet = fleet;
        this.broadcasts = broadcasts;
    }

    /**
     * @param faults what happened, and how often
     * @param young figures of the service when it was started for the last time, or null when the soak was too short
     */
    void print(Map<String, Integer> faults, Figures young) throws SQLException, IOException {
        long waited = System.nanoTime();
        await("SELECT count(*) FROM recordings WHERE status IN ('recording', 'processing')");
        double seconds = (System.nanoTime() - waited) / 1e9;
        await("SELECT count(*) FROM recording_capture WHERE folder IS NOT NULL");
        Table table = new Table("soak", "");
        faults.forEach((fault, times) -> table.row(fault, times));
        table.row(
                "S3 requests, of which broken",
                String.format("%,d, %,d", rig.gate().requests(), rig.gate().broken()));
        table.row("broadcasts", broadcasts.size());
        table.row(
                "of which webhooks were lost",
                broadcasts.stream().filter(broadcast -> !broadcast.told()).count());
        table.row(
                "segments damaged on purpose",
                broadcasts.stream().mapToInt(SoakBroadcast::damaged).sum());
        table.row("all completed after s", seconds);
        packets(table);
        table.row("rows not completed", count("SELECT count(*) FROM recordings WHERE status <> 'completed'"));
        table.row("leases held", count("SELECT count(*) FROM recording_capture WHERE owner IS NOT NULL"));
        table.row("files in the work folders", files());
        table.row(
                "multipart uploads open",
                rig.s3()
                        .listMultipartUploads(list -> list.bucket(Rig.RECORDINGS))
                        .uploads()
                        .size());
        table.row(
                "connections to PostgreSQL",
                count("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'recording-service'"));
        Figures old = fleet.figures();
        table.row(
                "RSS MB, last start and end",
                between(young == null ? 0 : young.rss() / 1_000_000, old.rss() / 1_000_000));
        table.row("programs running", old.running());
        table.row("threads, last start and end", between(young == null ? 0 : young.threads(), old.threads()));
        table.row("open files, last start and end", between(young == null ? 0 : young.files(), old.files()));
        table.row("sockets, last start and end", between(young == null ? 0 : young.sockets(), old.sockets()));
        table.print();
    }

    private void packets(Table table) throws SQLException, IOException {
        long expected = 0;
        long lost = 0;
        long more = 0;
        int wrong = 0;
        for (SoakBroadcast broadcast : broadcasts) {
            UUID id = broadcast.broadcaster().id();
            List<Map<String, Object>> rows = rig.postgres()
                    .query("SELECT id::text, status::text, file_path FROM recordings WHERE stream_id = ?", id);
            long recorded = 0;
            for (Map<String, Object> row : rows) {
                recorded += row.get("status").equals("completed") ? packetsOf((String) row.get("file_path")) : 0;
            }
            expected += broadcast.packets();
            lost += Math.max(0, broadcast.packets() - recorded);
            more += Math.max(0, recorded - broadcast.packets());
            if (rows.size() != 1 || recorded != broadcast.packets()) {
                wrong++;
                Bench.say(
                        "%s stream_id=%s: %d packets of %d in %s",
                        broadcast.broadcaster().key(), id, recorded, broadcast.packets(), rows);
            }
        }
        table.row("packets that reached the bucket whole", expected);
        table.row("packets lost", lost);
        table.row("packets that nobody sent", more);
        table.row("broadcasts not recorded exactly once", wrong);
    }

    /** Counted by ffprobe in the MP4 that is in the bucket. */
    private long packetsOf(String filePath) throws IOException {
        Path file = Files.createTempFile("soak", ".mp4");
        try (InputStream object = rig.s3()
                .getObject(get -> get.bucket(Rig.RECORDINGS).key(filePath.substring(Rig.RECORDINGS.length() + 1)))) {
            Files.copy(object, file, StandardCopyOption.REPLACE_EXISTING);
            Process probe = new ProcessBuilder(
                            Ffmpeg.ffprobe().toString(),
                            "-v",
                            "error",
                            "-count_packets",
                            "-show_entries",
                            "stream=nb_read_packets",
                            "-of",
                            "csv=p=0",
                            file.toString())
                    .start();
            return new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceAll("\\D", ""))
                    .filter(line -> !line.isEmpty())
                    .mapToLong(Long::parseLong)
                    .sum();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void await(String query) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (count(query) > 0 && System.nanoTime() < deadline) {
            Pause.of(Duration.ofMillis(500));
        }
    }

    private long count(String query) throws SQLException {
        return (Long) rig.postgres().query(query).get(0).values().iterator().next();
    }

    /** What an instance has left of recordings that another one took over it deletes a minute later. */
    private long files() throws IOException {
        long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (true) {
            long files = 0;
            for (ServiceProcess one : fleet.all()) {
                files += filesIn(Path.of(one.setting("WORK_DIR")));
            }
            if (files == 0 || System.nanoTime() > deadline) {
                return files;
            }
            Pause.of(Duration.ofSeconds(1));
        }
    }

    private static long filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private static String between(long young, long old) {
        return young == 0 ? String.format("- / %,d", old) : String.format("%,d / %,d", young, old);
    }
}
