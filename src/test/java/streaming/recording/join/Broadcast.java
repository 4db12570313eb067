package streaming.recording.join;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A broadcast as an encoder would send it, cut into HLS segments by ffmpeg; made once per test run and kept. */
public record Broadcast(
        int seconds,
        String rate,
        int bFrames,
        String videoCodec,
        String size,
        List<String> audio,
        double segmentSeconds,
        String extra) {
    private static final Map<Broadcast, List<Path>> MADE = new ConcurrentHashMap<>();

    public static Broadcast of(int seconds) {
        return new Broadcast(seconds, "30", 2, "libx264", "160x90", List.of("aac:48000"), 2, "");
    }

    public Broadcast rate(String framesPerSecond) {
        return new Broadcast(seconds, framesPerSecond, bFrames, videoCodec, size, audio, segmentSeconds, extra);
    }

    public Broadcast bFrames(int count) {
        return new Broadcast(seconds, rate, count, videoCodec, size, audio, segmentSeconds, extra);
    }

    public Broadcast video(String codec) {
        return new Broadcast(seconds, rate, bFrames, codec, size, audio, segmentSeconds, extra);
    }

    Broadcast size(String widthByHeight) {
        return new Broadcast(seconds, rate, bFrames, videoCodec, widthByHeight, audio, segmentSeconds, extra);
    }

    /** Each as {@code codec:rate}, for example {@code aac:44100}. */
    public Broadcast audio(String... tracks) {
        return new Broadcast(seconds, rate, bFrames, videoCodec, size, List.of(tracks), segmentSeconds, extra);
    }

    public Broadcast silent() {
        return audio(new String[0]);
    }

    public Broadcast audioOnly() {
        return video("");
    }

    public Broadcast segments(double secondsEach) {
        return new Broadcast(seconds, rate, bFrames, videoCodec, size, audio, secondsEach, extra);
    }

    public Broadcast with(String arguments) {
        return new Broadcast(seconds, rate, bFrames, videoCodec, size, audio, segmentSeconds, arguments);
    }

    public List<Path> make() {
        return MADE.computeIfAbsent(this, Broadcast::makeNow);
    }

    private List<Path> makeNow() {
        try {
            Path folder = Files.createTempDirectory("broadcast");
            folder.toFile().deleteOnExit();
            Programs.makes(arguments(folder).toArray(String[]::new));
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> made = files.sorted().toList();
                made.forEach(file -> file.toFile().deleteOnExit());
                return made.stream()
                        .filter(file -> file.toString().endsWith(".ts"))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> arguments(Path folder) {
        List<String> arguments = new ArrayList<>();
        boolean hasVideo = !videoCodec.isEmpty();
        if (hasVideo) {
            arguments.addAll(
                    List.of("-f", "lavfi", "-i", "testsrc2=size=" + size + ":rate=" + rate + ":duration=" + seconds));
        }
        for (int i = 0; i < audio.size(); i++) {
            String noise = "anoisesrc=color=pink:amplitude=0.2:seed=" + (i + 1) + ":sample_rate="
                    + audio.get(i).split(":")[1] + ":duration=" + seconds;
            arguments.addAll(List.of("-f", "lavfi", "-i", noise));
        }
        for (int i = 0; i < audio.size() + (hasVideo ? 1 : 0); i++) {
            arguments.addAll(List.of("-map", i + ":0"));
        }
        if (hasVideo) {
            arguments.addAll(
                    List.of("-c:v", videoCodec, "-preset", "ultrafast", "-threads", "1", "-pix_fmt", "yuv420p"));
            String cut = "expr:gte(t,n_forced*" + segmentSeconds + ")";
            arguments.addAll(List.of("-bf", "" + bFrames, "-force_key_frames", cut, "-sc_threshold", "0"));
            if (videoCodec.equals("libx265")) {
                arguments.addAll(List.of("-x265-params", "log-level=none:bframes=" + bFrames + ":pools=none"));
            }
        }
        for (int i = 0; i < audio.size(); i++) {
            arguments.addAll(List.of("-c:a:" + i, audio.get(i).split(":")[0]));
        }
        if (!extra.isEmpty()) {
            arguments.addAll(List.of(extra.split(" ")));
        }
        arguments.addAll(List.of(
                "-f",
                "hls",
                "-hls_time",
                "" + segmentSeconds,
                "-hls_list_size",
                "0",
                "-hls_segment_filename",
                folder + "/segment_%03d.ts",
                folder + "/playlist.m3u8"));
        return arguments;
    }
}
