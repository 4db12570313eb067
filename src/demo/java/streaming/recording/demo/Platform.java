package streaming.recording.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import streaming.recording.RecordingService;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Postgres;
import streaming.recording.embedded.S3Server;

/** PostgreSQL, an S3 server, the service with its real routes, and its two neighbours, all on this machine. */
final class Platform implements AutoCloseable {

    static final String STREAM_KEY = "demo";
    static final String SEGMENTS = "live-segments";

    private final Path folder;
    private final Postgres postgres;
    private final S3Server s3;
    private final Main service;
    private final Neighbour stream;
    private final VodService vod;
    private final URI page;

    private Platform(
            Path folder, Postgres postgres, S3Server s3, Main service, Neighbour stream, VodService vod, URI page) {
        this.folder = folder;
        this.postgres = postgres;
        this.s3 = s3;
        this.service = service;
        this.stream = stream;
        this.page = page;
        this.vod = vod;
    }

    /** @param folder emptied first */
    static Platform start(Path folder, DemoPorts ports) throws Exception {
        clear(folder);
        Files.createDirectories(folder);
        Demo.say("PostgreSQL starts ...");
        Postgres postgres = Postgres.builder()
                .data(folder.resolve("postgres").toAbsolutePath())
                .durable(true)
                .start();
        Demo.say("An S3 server starts ...");
        S3Server s3 =
                S3Server.builder().data(folder.resolve("s3")).port(ports.s3()).start();
        s3.createBucket(SEGMENTS).createBucket("recordings").publish("recordings");
        Demo.say("The recording service starts ...");
        Main service = RecordingService.application();
        service.addOverrideProperty("recorder.http.port", Integer.toString(ports.page()));
        service.addOverrideProperty("recorder.management.port", Integer.toString(ports.management()));
        service.addOverrideProperty("recorder.database.url", "");
        service.addOverrideProperty("recorder.database.host", postgres.host());
        service.addOverrideProperty("recorder.database.port", Integer.toString(postgres.port()));
        service.addOverrideProperty("recorder.database.user", postgres.user());
        service.addOverrideProperty("recorder.database.password", postgres.password());
        service.addOverrideProperty("recorder.database.name", postgres.database());
        service.addOverrideProperty("recorder.s3.endpoint", s3.endpoint().getAuthority());
        service.addOverrideProperty("recorder.s3.access-key", s3.accessKey());
        service.addOverrideProperty("recorder.s3.secret-key", s3.secretKey());
        service.addOverrideProperty(
                "recorder.work.folder", folder.resolve("work").toAbsolutePath().toString());
        service.addOverrideProperty("recorder.ffmpeg.program", Ffmpeg.ffmpeg().toString());
        service.addOverrideProperty("recorder.ffprobe.program", Ffmpeg.ffprobe().toString());
        if (System.getenv("MONITOR_INTERVAL") == null) {
            service.addOverrideProperty("recorder.monitor.interval", "2s");
        }
        URI page = ports.pageUri();
        Neighbour stream =
                new Neighbour(page, STREAM_KEY, s3.client(), new HeardStreams(postgres, s3.client(), STREAM_KEY));
        service.addOverrideProperty("recorder.stream-service.url", stream.uri().toString());
        VodService vod = new VodService(page, postgres);
        service.addOverrideProperty("recorder.vod-service.url", vod.uri().toString());
        service.addOverrideProperty("recorder.vod.import", "on");
        // routes reload when they are saved
        service.configure().withProfile("dev");
        Platform platform = new Platform(folder, postgres, s3, service, stream, vod, page);
        Thread running = new Thread(platform::run, "recording-service");
        running.start();
        stream.awaitRecorder(running);
        return platform;
    }

    private void run() {
        try {
            service.run();
        } catch (Exception e) {
            Demo.say("The recording service stopped: " + e);
        }
    }

    Path folder() {
        return folder;
    }

    S3Server s3() {
        return s3;
    }

    /** Where people see the recordings. */
    URI page() {
        return page;
    }

    Neighbour stream() {
        return stream;
    }

    /** @param filePath bucket and object name, as in a Recording */
    InputStream recording(String filePath) {
        int slash = filePath.indexOf('/');
        return s3.client()
                .getObject(get -> get.bucket(filePath.substring(0, slash)).key(filePath.substring(slash + 1)));
    }

    @Override
    public synchronized void close() {
        service.shutdown();
        stream.close();
        vod.close();
        s3.close();
        postgres.close();
    }

    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
