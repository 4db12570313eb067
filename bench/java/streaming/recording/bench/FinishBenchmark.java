package streaming.recording.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import software.amazon.awssdk.services.s3.S3Client;
import streaming.recording.demo.Progress;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.storage.RecordingStore;
import streaming.recording.storage.S3Clients;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/**
 * How long a stream's end is before its MP4 is in the bucket: {@code mvn -Pbench test-compile exec:exec -Dbench=finish
 * -Dbench.loops=1,57,282}, in loops of 64 s. Beside the live join, in the same run: the join at the end, the command of
 * spec.md with the upload, and ffmpeg on the playlist with the upload; both rivals have all segments on the disk
 * already. SETTLE_TIME is 0. The store links parts when an upload is completed, see {@link LinkingStore}.
 */
public final class FinishBenchmark {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TAIL = 2;

    private final Path folder;
    private final RealParts parts = new RealParts();
    private final LinkingStore store;
    private final S3Client s3;

    private FinishBenchmark(Path folder) throws Exception {
        this.folder = folder;
        clear(folder);
        store = LinkingStore.start(
                folder.resolve("store"), parts.s3().accessKey(), parts.s3().secretKey());
        s3 = S3Clients.client(
                store.endpoint().getAuthority(),
                false,
                parts.s3().accessKey(),
                parts.s3().secretKey(),
                Duration.ofMinutes(5),
                16,
                true);
    }

    static void run() throws Exception {
        Path folder = Files.createDirectories(Path.of("target/bench").toAbsolutePath());
        Bench.say("%-9s %-26s %9s %7s %10s %13s", "length", "method", "seconds", "MB", "off by s", "packets lost");
        for (int loops : Bench.numbers("bench.loops", "1,57,282")) {
            new FinishBenchmark(folder).measure(loops);
        }
    }

    private void measure(int loops) throws Exception {
        Path source = Files.createDirectories(folder.resolve("source"));
        LongBroadcast broadcast = new LongBroadcast(folder.resolve("loop"));
        int segments = LongBroadcast.segments(loops);
        for (int i = 0; i < segments; i++) {
            Files.write(source.resolve(LongBroadcast.name(i)), broadcast.next());
        }
        try {
            String live = service("live join", source, loops, "auto");
            String atTheEnd = service("join at the end", source, loops, "0");
            Bench.say("            live and at the end: %s", live.equals(atTheEnd) ? "byte-identical" : "DIFFERENT");
            rival(
                    "ffmpeg -f concat, upload",
                    source,
                    loops,
                    "-f",
                    "concat",
                    "-safe",
                    "0",
                    "-i",
                    list(source, segments));
            rival("ffmpeg -i playlist, upload", source, loops, "-i", playlist(source, segments));
        } finally {
            s3.close();
            store.close();
            parts.close();
            clear(folder);
        }
    }

    private String service(String method, Path source, int loops, String liveJoins) throws Exception {
        try (Recorder recorder = parts.recorder()
                .asDeployed()
                .with("LIVE_JOINS", liveJoins)
                .with("SETTLE_TIME", "0")
                .with("MONITOR_INTERVAL", "1s")
                .with("WORK_DIR", folder.resolve("work").toString())
                .with("MINIO_ENDPOINT", store.endpoint().getAuthority())) {
            store.createContainer(recorder.segmentsBucket());
            store.createContainer(recorder.recordingsBucket());
            recorder.start();
            Stream stream = Stream.on(recorder).started();
            int segments = LongBroadcast.segments(loops);
            Progress progress = Progress.of("            ", segments);
            for (int i = 0; i < segments - TAIL; i++) {
                progress.at(i, method);
                put(recorder, stream, source.resolve(LongBroadcast.name(i)));
                if (i % 500 == 499) {
                    awaitCaptured(recorder, stream, i + 1 - 200);
                }
            }
            awaitCaptured(recorder, stream, segments - TAIL);
            awaitQuiet(recorder, stream);
            for (int i = segments - TAIL; i < segments; i++) {
                put(recorder, stream, source.resolve(LongBroadcast.name(i)));
            }
            awaitCaptured(recorder, stream, segments);
            progress.at(segments, method);
            long from = System.nanoTime();
            stream.ended();
            JsonNode recording = stream.recording();
            while (!recording.path("status").asText().equals("completed")) {
                Thread.sleep(20);
                recording = recorder.recording(recording.path("id").asText());
            }
            double seconds = (System.nanoTime() - from) / 1e9;
            JsonNode report = stream.report().path("report");
            if (!report.path("joined").asText().equals(liveJoins.equals("0") ? "at the end" : "live")) {
                Bench.say("            not as was asked: %s", report.path("fallback_reason"));
            }
            long packets = 0;
            for (JsonNode track : report.path("tracks")) {
                packets += track.path("packets_out").asLong();
            }
            print(
                    loops,
                    method,
                    seconds,
                    report.path("size").asLong(),
                    report.path("duration").asDouble(),
                    packets);
            steps(recorder);
            parts(recorder, stream);
            String path = recording.path("file_path").asText();
            String key = path.substring(path.indexOf('/') + 1);
            try (InputStream object =
                    s3.getObject(get -> get.bucket(recorder.recordingsBucket()).key(key))) {
                return DigestUtils.sha256Hex(object);
            } finally {
                s3.deleteObject(
                        delete -> delete.bucket(recorder.recordingsBucket()).key(key));
                for (int i = 0; i < segments; i++) {
                    String name = stream.key() + "/" + LongBroadcast.name(i);
                    s3.deleteObject(
                            delete -> delete.bucket(recorder.segmentsBucket()).key(name));
                }
            }
        }
    }

    private void put(Recorder recorder, Stream stream, Path segment) {
        s3.putObject(
                put -> put.bucket(recorder.segmentsBucket()).key(stream.key() + "/" + segment.getFileName()), segment);
    }

    /** Where the time goes: the service's own lines, from the end on. */
    private static void steps(Recorder recorder) {
        recorder.logged()
                .lines()
                .filter(line -> line.contains("Stream ended,")
                        || line.contains("Concatenating")
                        || line.contains("Live join ")
                        || line.contains("Upload completed")
                        || line.contains("Recording completed"))
                .forEach(line -> Bench.say(
                        "            %s %s", line.substring(11, 23), line.substring(30, Math.min(line.length(), 200))));
    }

    /** What each program and the store took of it. */
    private void parts(Recorder recorder, Stream stream) {
        long from = System.nanoTime();
        long listed = s3
                .listObjectsV2Paginator(
                        list -> list.bucket(recorder.segmentsBucket()).prefix(stream.key() + "/"))
                .contents()
                .stream()
                .count();
        Bench.say(
                "            a full listing of %d objects, which this store takes: %.2f s",
                listed, (System.nanoTime() - from) / 1e9);
        recorder.sql(
                        "SELECT kind, detail->>'seconds' AS seconds FROM recording_event WHERE stream_key = ? AND detail->>'seconds' IS NOT NULL ORDER BY id",
                        stream.key())
                .forEach(row -> Bench.say("            %s: %s s", row.get("kind"), row.get("seconds")));
    }

    private static void awaitCaptured(Recorder recorder, Stream stream, int segments) throws InterruptedException {
        while ((Long) recorder.sql(
                                "SELECT count(*) AS captured FROM recording_segment JOIN recording_capture USING (recording_id)"
                                        + " WHERE stream_key = ?",
                                stream.key())
                        .get(0)
                        .get("captured")
                < segments) {
            Thread.sleep(200);
        }
    }

    /** The live join has caught up with what was fed faster than real time. */
    private static void awaitQuiet(Recorder recorder, Stream stream) throws Exception {
        Path mp4 = recorder.workFolder().resolve(stream.key()).resolve("live.mp4");
        String before = "";
        for (int same = 0; same < 5; Thread.sleep(1000)) {
            String now = recorder.sql("SELECT count(*) AS parts FROM recording_part")
                            .get(0) + " " + mp4.toFile().length();
            same = now.equals(before) ? same + 1 : 0;
            before = now;
        }
    }

    private void rival(String method, Path source, int loops, String... input) throws Exception {
        String bucket = "rival-" + Integer.toHexString(method.hashCode());
        store.createContainer(bucket);
        Path mp4 = folder.resolve("rival.mp4");
        List<String> command = new ArrayList<>(
                List.of(Ffmpeg.ffmpeg().toString(), "-hide_banner", "-loglevel", "fatal", "-nostdin", "-y"));
        command.addAll(List.of(input));
        command.addAll(List.of("-c", "copy", "-movflags", "+faststart", mp4.toString()));
        long from = System.nanoTime();
        int status = new ProcessBuilder(command)
                .directory(source.toFile())
                .inheritIO()
                .start()
                .waitFor();
        double joined = (System.nanoTime() - from) / 1e9;
        new RecordingStore(s3, bucket, 64L << 20).upload("rival.mp4", "rival", "rival", mp4);
        double seconds = (System.nanoTime() - from) / 1e9;
        JsonNode probe = probe(mp4);
        long packets = 0;
        for (JsonNode stream : probe.path("streams")) {
            packets += stream.path("nb_frames").asLong();
        }
        print(
                loops,
                method,
                seconds,
                Files.size(mp4),
                probe.path("format").path("duration").asDouble(),
                packets);
        Bench.say("            ffmpeg %.2f s, exit status %d; upload %.2f s", joined, status, seconds - joined);
        s3.deleteObject(delete -> delete.bucket(bucket).key("rival.mp4"));
        Files.delete(mp4);
    }

    private static void print(int loops, String method, double seconds, long size, double duration, long packets) {
        Bench.say(
                "%-9s %-26s %9.2f %7d %10.3f %13d",
                Duration.ofSeconds((long) loops * LongBroadcast.LOOP),
                method,
                seconds,
                size / 1_000_000,
                duration - loops * LongBroadcast.LOOP,
                loops * LongBroadcast.PACKETS_A_LOOP - packets);
    }

    private static JsonNode probe(Path mp4) throws IOException {
        Process probe = new ProcessBuilder(
                        Ffmpeg.ffprobe().toString(),
                        "-v",
                        "error",
                        "-show_entries",
                        "stream=nb_frames:format=duration",
                        "-of",
                        "json",
                        mp4.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return JSON.readTree(probe.getInputStream());
    }

    private static String list(Path source, int segments) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < segments; i++) {
            lines.add("file '" + source.resolve(LongBroadcast.name(i)) + "'");
        }
        return Files.write(source.resolve("segments.txt"), lines).toString();
    }

    private static String playlist(Path source, int segments) throws IOException {
        List<String> lines = new ArrayList<>(
                List.of("#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-TARGETDURATION:" + LongBroadcast.SEGMENT));
        for (int i = 0; i < segments; i++) {
            lines.add("#EXTINF:" + LongBroadcast.SEGMENT + ".0,");
            lines.add(LongBroadcast.name(i));
        }
        lines.add("#EXT-X-ENDLIST");
        return Files.write(source.resolve("playlist.m3u8"), lines).toString();
    }

    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (java.util.stream.Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder())
                        .filter(file -> !file.equals(folder))
                        .toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
