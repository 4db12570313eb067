package streaming.recording.bench;

import java.io.IOException;
import java.io.Writer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Broadcasts that last for days, with the heap of a small container ({@code -Dbench.heap}, 512 MB): {@code mvn -Pbench
 * test-compile exec:exec -Dbench=siege -Dbench.segments=21600,151200}; a month is {@code -Dbench.segments=1296000
 * -Dbench.segment=2}. The first segment comes by webhook and bucket; the others are put into work folder, journal,
 * ledger and listing, as if they had been captured, since that takes days. Then the service starts, takes the recording
 * over, captures the next segment, shows its live playlist and its report, and finishes it when the stream ends, with
 * all that the bucket still holds.
 */
final class SiegeBenchmark {

    private static final int SEGMENT = Bench.number("bench.segment", 4);
    /** From here on ffmpeg would need all memory for the frames of sound. */
    private static final int MANY = 200_000;

    private static final int WINDOW = 10;

    private SiegeBenchmark() {}

    static void run() throws Exception {
        Table table = SiegeStep.table();
        for (int segments : Bench.numbers("bench.segments", "21600,151200")) {
            new SiegeBenchmark().measure(table, segments);
        }
        table.print();
    }

    private void measure(Table table, int segments) throws Exception {
        try (Rig rig = new Rig("siege")) {
            SiegeStep step = new SiegeStep(table, String.format("%,d segments", segments), rig);
            TinyBroadcast broadcast =
                    new TinyBroadcast(rig.workFolder().resolveSibling("tiny"), SEGMENT, segments > MANY);
            rig.service()
                    .with("JAVA_TOOL_OPTIONS", SiegeStep.LOG)
                    .with("LIVE_JOINS", "0")
                    .with("SETTLE_TIME", "0")
                    .with("MONITOR_INTERVAL", "2s")
                    .start();
            String id = UUID.randomUUID().toString();
            Instant began =
                    Instant.ofEpochSecond(Instant.now().getEpochSecond()).minusSeconds((long) segments * SEGMENT);
            rig.goLive("siege", id, began.toString());
            tell(rig, "stream.started", id, began);
            byte[] first = broadcast.next();
            rig.s3()
                    .putObject(
                            put -> put.bucket(Rig.SEGMENTS).key("siege/" + Broadcaster.name(0)),
                            RequestBody.fromBytes(first));
            await(rig, "SELECT 1 FROM recording_segment", Duration.ofMinutes(2));
            rig.service().kill();
            fill(rig, broadcast, segments, began);

            String recording = rig.postgres()
                    .query("SELECT id::text AS id FROM recordings")
                    .get(0)
                    .get("id")
                    .toString();
            step.take("started again", () -> {
                rig.service().start();
                await(
                        rig,
                        "SELECT 1 FROM recording_capture WHERE looked_at > now() - interval '3 s' AND segments = "
                                + segments,
                        Duration.ofMinutes(10));
            });
            step.take("one more captured", () -> {
                put(rig, segments, broadcast.next());
                await(rig, "SELECT 1 FROM recording_capture WHERE segments = " + (segments + 1), Duration.ofMinutes(2));
            });
            step.take("live playlist, 12 at once", () -> ask(rig, "/recording/" + recording + "/playlist.m3u8"));
            step.take("live report", () -> report(rig, recording));
            step.take("live report, 12 at once", () -> ask(rig, "/recording/" + recording + "/report"));
            step.take("overview, 12 at once", () -> ask(rig, "/overview"));
            step.take("ended", () -> {
                rig.goOffline(id);
                tell(rig, "stream.ended", id, Instant.now());
                await(rig, "SELECT 1 FROM recordings WHERE status IN ('completed', 'failed')", Duration.ofMinutes(60));
                Bench.say(
                        "%s",
                        rig.postgres()
                                .query("SELECT r.status, r.duration, r.file_size, c.error, c.attempts FROM recordings r"
                                        + " JOIN recording_capture c ON c.recording_id = r.id"));
            });
        }
    }

    private static void tell(Rig rig, String event, String id, Instant at) {
        int status = rig.service()
                .post(
                        "/webhook/stream",
                        "{\"event\":\"" + event + "\",\"stream_id\":\"" + id
                                + "\",\"stream_key\":\"siege\",\"user_id\":\"" + Broadcaster.USER
                                + "\",\"timestamp\":\"" + at + "\"}");
        Bench.say("%s: %d", event, status);
    }

    /** A segment, and the playlist that lists it behind the last ones. */
    private static void put(Rig rig, int number, byte[] segment) {
        rig.s3()
                .putObject(
                        put -> put.bucket(Rig.SEGMENTS).key("siege/" + Broadcaster.name(number)),
                        RequestBody.fromBytes(segment));
        int first = Math.max(0, number - WINDOW + 1);
        StringBuilder playlist = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:" + SEGMENT
                + "\n#EXT-X-MEDIA-SEQUENCE:" + first + "\n");
        for (int i = first; i <= number; i++) {
            playlist.append("#EXTINF:")
                    .append(SEGMENT)
                    .append(".0,\n")
                    .append(Broadcaster.name(i))
                    .append('\n');
        }
        rig.s3()
                .putObject(
                        put -> put.bucket(Rig.SEGMENTS).key("siege/playlist.m3u8"),
                        RequestBody.fromString(playlist.toString()));
    }

    /** As if all of them had been captured. */
    private static void fill(Rig rig, TinyBroadcast broadcast, int segments, Instant began) throws Exception {
        Map<String, Object> first = rig.postgres()
                .query("SELECT s.file, c.folder FROM recording_segment s JOIN recording_capture c USING (recording_id)")
                .get(0);
        Path folder = rig.workFolder().resolve(first.get("folder").toString());
        Path journal = folder.resolve(".captured.jsonl");
        String line = Files.readString(journal);
        int size = 0;
        try (Writer lines = Files.newBufferedWriter(journal, StandardOpenOption.APPEND)) {
            for (int i = 1; i < segments; i++) {
                byte[] segment = broadcast.next();
                size = segment.length;
                Files.write(folder.resolve(Broadcaster.name(i)), segment);
                lines.write(line.replace(Broadcaster.name(0), Broadcaster.name(i)));
            }
        }
        rig.postgres()
                .execute(
                        "INSERT INTO recording_segment (recording_id, run, sequence, object_key, etag, last_modified, size, file,"
                                + " state, first_pts, last_pts, ticks, access_units, tracks, unchanged, captured_at)"
                                + " SELECT s.recording_id, s.run, n, 'siege/' || name, '\"' || md5('siege/' || name) || '\"',"
                                + " CAST(? AS timestamptz) + n * ? * interval '1 s',"
                                + " s.size, name, s.state, (s.first_pts + n * t) % w, (s.last_pts + n * t) % w, s.ticks, s.access_units,"
                                + " (SELECT jsonb_agg(track || jsonb_build_object("
                                + "   'firstPts', ((track ->> 'firstPts')::bigint + n * t) % w, 'lastPts', ((track ->> 'lastPts')::bigint + n * t) % w,"
                                + "   'firstDts', ((track ->> 'firstDts')::bigint + n * t) % w, 'lastDts', ((track ->> 'lastDts')::bigint + n * t) % w,"
                                + "   'endPts', ((track ->> 'endPts')::bigint + n * t) % w)) FROM jsonb_array_elements(s.tracks) track),"
                                + " true, s.captured_at - (? - n) * interval '1 s'"
                                + " FROM recording_segment s, (SELECT CAST(? AS bigint) AS t, 8589934592 AS w) clock,"
                                + "  generate_series(1, ? - 1) n, LATERAL (SELECT 'segment_' || CASE WHEN n < 1000 THEN lpad(n::text, 3, '0') ELSE n::text END || '.ts' AS name) named",
                        began.toString(), SEGMENT, segments, broadcast.ticks(), segments);
        rig.postgres()
                .execute(
                        "UPDATE recording_segment SET captured_at = captured_at - ? * interval '1 s' WHERE sequence = 0",
                        segments);
        rig.postgres().execute("ANALYZE recording_segment");
        list(rig, segments, size, began);
        Bench.say("%d segments in %s", segments, folder);
    }

    /** As if all of them lay in the bucket. */
    private static void list(Rig rig, int segments, int size, Instant began) {
        for (int i = 1; i < segments; i++) {
            String key = "siege/" + Broadcaster.name(i);
            rig.store()
                    .list(
                            Rig.SEGMENTS,
                            S3Object.builder()
                                    .key(key)
                                    .eTag('"' + DigestUtils.md5Hex(key) + '"')
                                    .size((long) size)
                                    .lastModified(began.plusSeconds((long) i * SEGMENT))
                                    .build());
        }
    }

    private static void ask(Rig rig, String path) throws Exception {
        Thread[] readers = new Thread[12];
        int[] lengths = new int[readers.length];
        for (int i = 0; i < readers.length; i++) {
            int reader = i;
            readers[i] = Rig.daemon(() -> {
                String answer = rig.service().get(path);
                lengths[reader] = answer == null ? 0 : answer.length();
            });
            readers[i].start();
        }
        int answered = 0;
        for (int i = 0; i < readers.length; i++) {
            readers[i].join();
            answered += lengths[i] > 0 ? 1 : 0;
        }
        Bench.say("%s: %d of %d answered, %d characters", path, answered, readers.length, lengths[0]);
    }

    /** One who waits as long as an answer may take. */
    private static void report(Rig rig, String recording) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(rig.service().uri("/recording/" + recording + "/report"))
                                .timeout(Duration.ofMinutes(5))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        String body = answer.body();
        Bench.say("report: %d, %s", answer.statusCode(), body.substring(0, Math.min(400, body.length())));
    }

    /** Until this query has a row, the service is dead, or the time is over. */
    static void await(Rig rig, String query, Duration most) throws Exception {
        long deadline = System.nanoTime() + most.toNanos();
        while (rig.postgres().query(query).isEmpty()) {
            if (System.nanoTime() > deadline || !rig.service().isAlive()) {
                throw new IllegalStateException("not within " + most.toMinutes() + " min");
            }
            Pause.of(Duration.ofMillis(300));
        }
    }
}
