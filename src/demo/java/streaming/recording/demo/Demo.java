package streaming.recording.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import streaming.recording.config.Durations;
import streaming.recording.embedded.Broadcast;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Ffmpeg;

/**
 * The recorder at work among its neighbours, on one machine and without Docker: a live broadcast is recorded, ended,
 * its MP4 compared with what was broadcast, frame by frame, and handed over to the Stream Service and the VOD Service.
 *
 * <p>System properties: {@code demo.duration} (30s), {@code demo.exit} (false: stay up until Ctrl-C; true: stop, with
 * exit status 0 only if the recording is completed, exact and handed over), and the {@link DemoPorts ports}.
 */
public final class Demo {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private Demo() {}

    public static void main(String[] args) throws Exception {
        Duration duration = Durations.parse(System.getProperty("demo.duration", "30s"));
        boolean exit = Boolean.getBoolean("demo.exit");
        boolean exact = false;
        DemoPorts ports = chosenPorts();
        try (Platform platform = Platform.start(Path.of("target", "demo"), ports)) {
            Runtime.getRuntime().addShutdownHook(new Thread(platform::close));
            introduce(platform, ports);
            exact = record(platform, duration);
            if (!exit) {
                introduce(platform, ports);
                say("The service stays up. Ctrl-C stops it.");
                new CountDownLatch(1).await();
            }
        } catch (Exception e) {
            say("The demo failed: " + e);
            e.printStackTrace();
        }
        System.exit(exact ? 0 : 1);
    }

    private static DemoPorts chosenPorts() {
        try {
            return DemoPorts.chosen();
        } catch (DemoPorts.Taken e) {
            say(e.getMessage());
            System.exit(1);
            throw new IllegalStateException(e);
        }
    }

    /** Where everything is, and how to record something else than the demo's broadcast. */
    private static void introduce(Platform platform, DemoPorts ports) {
        String s3 = platform.s3().endpoint().toString();
        List<String> options = new ArrayList<>();
        if (ports.page() != 8083) {
            options.add("--recorder " + ports.pageUri().toString().replaceAll("/$", ""));
        }
        if (ports.s3() != 9000) {
            options.add("--endpoint " + s3);
        }
        say("Page:      " + platform.page());
        say("S3 server: " + s3 + ", access key " + platform.s3().accessKey() + ", secret key "
                + platform.s3().secretKey());
        say("Buckets:   " + Platform.SEGMENTS
                + " (segments of live streams), recordings (MP4s, which anybody may read)");
        say("Record a stream of your own, from another terminal in this folder:");
        say("    " + OwnStream.line(Ffmpeg.encoder().toString(), options));
    }

    private static boolean record(Platform platform, Duration duration) throws Exception {
        Neighbour stream = platform.stream();
        say("A broadcast of " + duration.toSeconds() + " s goes live: H.264 with B-frames and AAC, segments of 2 s.");
        List<Path> source;
        Progress onAir = Progress.live("demo | ", duration.toSeconds());
        try (Broadcast broadcast = Broadcast.of(duration)
                .key(Platform.STREAM_KEY)
                .folder(platform.folder().resolve("broadcast"))
                .onProgress(progress -> onAir.at(
                        2L * progress.segments(),
                        progress.segments() + (progress.segments() == 1 ? " segment" : " segments") + " in the bucket, "
                                + stream.recorded()))
                .start(platform.s3())) {
            stream.goLive();
            broadcast.awaitEnd();
            source = broadcast.sourceSegments();
        }
        long ended = System.nanoTime();
        stream.end();
        say("The broadcast has ended.");
        JsonNode recording = stream.awaitFinished();
        say("Finished " + (System.nanoTime() - ended) / 1_000_000 + " ms after the end:");
        say(recording.toPrettyString());
        if (!recording.path("status").asText().equals("completed")) {
            return false;
        }
        return compare(platform, source, recording.path("file_path").asText())
                && handedOver(platform, recording.path("id").asText());
    }

    /** Both neighbours were told: the recording is a video, the live segments are gone. */
    private static boolean handedOver(Platform platform, String id) throws Exception {
        boolean told = platform.stream().awaitTold(LONGEST);
        String video = platform.stream().awaitVideo(id, LONGEST);
        say(
                told && video != null
                        ? "Handed over: the recording has video_id " + video + "."
                        : "The recording was NOT handed over.");
        return told && video != null;
    }

    private static boolean compare(Platform platform, List<Path> source, String filePath) throws IOException {
        Path mp4 = platform.folder().resolve("recording.mp4");
        try (var object = platform.recording(filePath)) {
            Files.copy(object, mp4);
        }
        Decoded broadcast = Decoded.of(source);
        Decoded recording = Decoded.of(mp4);
        var difference = broadcast.difference(recording);
        say("Measured: " + Probe.seconds(mp4) + " s, " + recording.video().size() + " video frames, "
                + recording.audio().size() + " audio frames.");
        say(difference
                .map(text -> "The MP4 is NOT the broadcast: " + text)
                .orElse("Every decoded frame of the MP4, video and audio, is that of the broadcast, in order."));
        say("Watch it: " + platform.page());
        return difference.isEmpty();
    }

    static void say(String text) {
        text.lines().forEach(line -> System.out.println("demo | " + line));
    }
}
