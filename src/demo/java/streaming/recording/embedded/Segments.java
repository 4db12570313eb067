package streaming.recording.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * HLS segments for tests, made as fast as the machine can: {@code segment_000.ts} and so on, and the playlist beside
 * them. Made once per kind and kept in {@code target/segments}; callers must not change the files.
 */
public final class Segments {
    private static final Map<List<String>, List<Path>> MADE = new ConcurrentHashMap<>();

    private Segments() {}

    /**
     * What to make.
     *
     * @param duration of the whole
     * @param fps frames a second, as a number or a fraction ({@code 30000/1001})
     * @param segment aim for the length of one segment; cuts are at key frames
     * @param bFrames whether frames depend on later ones, so that DTS and PTS differ: the ordinary case
     * @param audio sample rate in Hz of each audio track; empty for none
     * @param video false for sound only
     * @param offset added to all timestamps; 95,443.717 s is where the 33 bits of MPEG-TS end
     * @param startNumber number in the name of the first segment
     * @param width pixels
     * @param height pixels
     * @param tone Hz of the sound: tells two sources apart
     * @param everyNth of the pictures is sent, as by a camera that is slower than it says
     */
    public record Spec(
            Duration duration,
            String fps,
            Duration segment,
            boolean bFrames,
            List<Integer> audio,
            boolean video,
            Duration offset,
            int startNumber,
            int width,
            int height,
            int tone,
            int everyNth) {

        public Spec fps(int number) {
            return fps(Integer.toString(number));
        }

        public Spec fps(String fraction) {
            return new Spec(
                    duration,
                    fraction,
                    segment,
                    bFrames,
                    audio,
                    video,
                    offset,
                    startNumber,
                    width,
                    height,
                    tone,
                    everyNth);
        }

        public Spec segment(Duration length) {
            return new Spec(
                    duration, fps, length, bFrames, audio, video, offset, startNumber, width, height, tone, everyNth);
        }

        public Spec withoutBFrames() {
            return new Spec(
                    duration, fps, segment, false, audio, video, offset, startNumber, width, height, tone, everyNth);
        }

        /** One track for each sample rate. */
        public Spec audio(int rate, int... more) {
            var rates = IntStream.concat(IntStream.of(rate), IntStream.of(more))
                    .boxed()
                    .toList();
            return new Spec(
                    duration, fps, segment, bFrames, rates, video, offset, startNumber, width, height, tone, everyNth);
        }

        public Spec withoutAudio() {
            return new Spec(
                    duration,
                    fps,
                    segment,
                    bFrames,
                    List.of(),
                    video,
                    offset,
                    startNumber,
                    width,
                    height,
                    tone,
                    everyNth);
        }

        public Spec withoutVideo() {
            return new Spec(
                    duration, fps, segment, bFrames, audio, false, offset, startNumber, width, height, tone, everyNth);
        }

        public Spec offset(Duration time) {
            return new Spec(
                    duration, fps, segment, bFrames, audio, video, time, startNumber, width, height, tone, everyNth);
        }

        public Spec startNumber(int number) {
            return new Spec(
                    duration, fps, segment, bFrames, audio, video, offset, number, width, height, tone, everyNth);
        }

        public Spec size(int wide, int high) {
            return new Spec(
                    duration, fps, segment, bFrames, audio, video, offset, startNumber, wide, high, tone, everyNth);
        }

        public Spec tone(int hertz) {
            return new Spec(
                    duration, fps, segment, bFrames, audio, video, offset, startNumber, width, height, hertz, everyNth);
        }

        public Spec everyNthPicture(int nth) {
            return new Spec(
                    duration, fps, segment, bFrames, audio, video, offset, startNumber, width, height, tone, nth);
        }

        /** Makes it, or takes what was made before. */
        public List<Path> make() {
            return Segments.make(this);
        }
    }

    /** 320x180 pixels, 30 frames a second with B-frames, one track of 48 kHz, segments of 2 seconds. */
    public static Spec of(Duration duration) {
        return new Spec(
                duration, "30", Duration.ofSeconds(2), true, List.of(48_000), true, Duration.ZERO, 0, 320, 180, 440, 1);
    }

    /**
     * The segments in order.
     *
     * @throws IllegalStateException when ffmpeg refuses the spec, with what it says
     */
    public static List<Path> make(Spec spec) {
        List<String> arguments = new ArrayList<>(List.of("-hide_banner", "-loglevel", "error", "-nostdin", "-y"));
        arguments.addAll(HlsArguments.of(spec));
        return MADE.computeIfAbsent(arguments, Segments::run);
    }

    private static List<Path> run(List<String> arguments) {
        String ffmpeg = Ffmpeg.encoder().toString();
        // By its arguments and its encoder: another ffmpeg, other bytes.
        String name = UUID.nameUUIDFromBytes((ffmpeg + arguments).getBytes(StandardCharsets.UTF_8))
                .toString();
        var temporary = Cache.temporary().resolve("segments");
        var target = Path.of("target").toAbsolutePath();
        var places = Files.isWritable(target) ? List.of(target.resolve("segments"), temporary) : List.of(temporary);
        try {
            return list(Cache.folder(places, name, fresh -> {
                var command = new ArrayList<>(List.of(ffmpeg));
                command.addAll(arguments);
                Child.run(Child.As.US, fresh, command);
            }));
        } catch (UncheckedIOException e) {
            throw new IllegalStateException("cannot make segments: " + e.getMessage(), e);
        }
    }

    /** The segments of a folder, by their numbers: {@code segment_1000} comes after {@code segment_999}. */
    private static List<Path> list(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".ts"))
                    .sorted(Comparator.comparingInt(
                            file -> number(file.getFileName().toString())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number in the name of a segment. */
    static int number(String name) {
        return Integer.parseInt(name.replaceAll("\\D", ""));
    }
}
