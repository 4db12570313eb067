package streaming.recording.bench;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.core.sync.RequestBody;
import streaming.recording.support.HostileSegments;

/**
 * What strangers could send, one after the other, with the heap of a small container, and what the service needs for
 * it: {@code mvn -Pbench test-compile exec:exec -Dbench=attacks}. Each broadcast must end as completed or failed, and
 * webhooks must be answered beside it.
 */
final class SiegeAttacks {

    private static final int MB = 1_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Rig rig;
    private final SiegeStep step;
    private final TinyBroadcast broadcast;

    private SiegeAttacks(Rig rig, Table table) throws Exception {
        this.rig = rig;
        step = new SiegeStep(table, "attack", rig);
        broadcast = new TinyBroadcast(rig.workFolder().resolveSibling("tiny"), 2, false);
    }

    static void run() throws Exception {
        Table table = SiegeStep.table();
        try (Rig rig = new Rig("attacks")) {
            rig.service()
                    .with("JAVA_TOOL_OPTIONS", SiegeStep.LOG)
                    .with("MONITOR_INTERVAL", "2s")
                    .with("SETTLE_TIME", "500ms")
                    .with("HTTP_ANSWER_TIME", "20s")
                    .start();
            new SiegeAttacks(rig, table).all();
        }
        table.print();
    }

    private void all() throws Exception {
        byte[] large = HostileSegments.largePictures(rig.workFolder().resolveSibling("large"));
        step.take("none: a broadcast of 8 s", () -> record("plain", "bench", "segment_000.ts", broadcast.next()));
        step.take(
                "a map that names another codec at each packet, 7.5 MB",
                () -> record("map", "bench", "segment_000.ts", HostileSegments.mapThatChanges(15 * MB / 2)));
        step.take(
                "heads of sound that never link, 3.8 MB",
                () -> record("heads", "bench", "segment_000.ts", HostileSegments.headsThatNeverLink(38 * MB / 10)));
        step.take(
                "pictures of 15360 x 15360, " + large.length / 1000 + " kB",
                () -> record("pictures", "bench", "segment_000.ts", large));
        step.take("a name of 200 digits", () -> record("digits", "bench", "9".repeat(200) + ".ts", broadcast.next()));
        step.take("a title of 20 MB", () -> record("title", "t".repeat(20 * MB), "segment_000.ts", broadcast.next()));
        step.take("an answer of the Stream Service of 700 MB, for 20 s", () -> {
            rig.flood(700L * MB);
            Pause.of(Duration.ofSeconds(20));
            rig.flood(0);
            record("flood", "bench", "segment_000.ts", broadcast.next());
        });
        step.take("40 posters of a silent store, for 20 s", this::posters);
        step.take("60 readers of a list of 20 MB who do not read, for 20 s", this::readers);
    }

    /** A stream of four segments, the first one hostile, to its end. */
    private void record(String key, String title, String name, byte[] segment) throws Exception {
        String id = UUID.randomUUID().toString();
        Instant now = Instant.ofEpochSecond(Instant.now().getEpochSecond());
        rig.goLive(key, id, now.toString(), title);
        tell("stream.started", id, key, now);
        put(key, name, segment);
        for (int i = 1; i < 4; i++) {
            put(key, Broadcaster.name(i), broadcast.next());
        }
        await("SELECT 1 FROM recording_capture WHERE stream_key = '" + key + "' AND segments >= 4");
        rig.goOffline(id);
        tell("stream.ended", id, key, Instant.now());
        await("SELECT 1 FROM recordings r JOIN recording_capture c ON c.recording_id = r.id WHERE c.stream_key = '"
                + key + "' AND r.status IN ('completed', 'failed')");
        Bench.say(
                "%s: %s",
                key,
                rig.postgres()
                        .query("SELECT r.status, r.duration, r.file_size, c.error, left(c.title, 20) AS title"
                                + " FROM recordings r JOIN recording_capture c ON c.recording_id = r.id WHERE c.stream_key = '"
                                + key + "'"));
    }

    private void posters() throws Exception {
        String id = rig.postgres()
                .query("SELECT recording_id::text AS id FROM recording_capture WHERE stream_key = 'plain'")
                .get(0)
                .get("id")
                .toString();
        rig.postgres().execute("UPDATE recording_capture SET poster_name = 'silent.jpg' WHERE stream_key = 'plain'");
        rig.gate().silence("/" + Rig.RECORDINGS + "/silent.jpg");
        ask(40, "/recording/" + id + "/poster");
        rig.gate().silence(null);
    }

    private void readers() throws Exception {
        rig.postgres()
                .execute("INSERT INTO recordings (stream_id, file_path, status, completed_at, started_at)"
                        + " SELECT gen_random_uuid(), 'recordings/' || repeat('x', 900) || n || '.mp4', 'completed', now(), now()"
                        + " FROM generate_series(1, 20000) n");
        ask(60, "/recordings");
    }

    /** So many ask and read nothing. */
    private void ask(int many, String path) throws IOException {
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < many; i++) {
                Socket reader = new Socket("127.0.0.1", rig.service().uri("/").getPort());
                readers.add(reader);
                reader.getOutputStream()
                        .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            Pause.of(Duration.ofSeconds(20));
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
    }

    private void put(String key, String name, byte[] segment) {
        rig.s3().putObject(put -> put.bucket(Rig.SEGMENTS).key(key + "/" + name), RequestBody.fromBytes(segment));
    }

    private void tell(String event, String id, String key, Instant at) {
        rig.service()
                .post(
                        "/webhook/stream",
                        "{\"event\":\"" + event + "\",\"stream_id\":\"" + id + "\",\"stream_key\":\"" + key
                                + "\",\"user_id\":\"" + Broadcaster.USER + "\",\"timestamp\":\"" + at + "\"}");
    }

    private void await(String query) throws Exception {
        SiegeBenchmark.await(rig, query, PATIENCE);
    }
}
