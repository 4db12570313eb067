package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** What one command for all cannot join, and what the report then says. */
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JoinLadderTest {

    private static final Duration LONG = Duration.ofSeconds(120);
    private static final String PICTURES = "-f lavfi -i testsrc2=size=160x90:rate=30:duration=8";
    private static final String SOUND = "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=8";
    private static final String H264 =
            "-c:v libx264 -preset ultrafast -bf 2 -pix_fmt yuv420p -sc_threshold 0 -force_key_frames expr:gte(t,n_forced*2)";

    /** What ffmpeg does first where the folder of a recording has a file of that name, unless it makes a poster. */
    private static final String REFUSALS =
            """
            #!/bin/sh
            case "$*" in *output.mp4*)
                if [ -e ../refuses-mp2 ]; then
                    case "$*" in *-c:a:0*) ;; *) cat >/dev/null
                        echo '[mp4 @ 0x5] Could not find tag for codec mp2 in stream #1,' \
                            'codec not currently supported in container' >&2
                        exit 1;; esac
                elif [ -e ../refuses-a-track ]; then
                    case "$*" in *-map\\ -0:i:257*) ;; *) cat >/dev/null
                        echo '[mp4 @ 0x5] track 1: refused' >&2
                        exit 1;; esac
                elif [ -e ../halves-and-fails ]; then
                    FFMPEG -t 4 "$@"
                    echo broken >&2
                    exit 1
                elif [ -e ../halves-once ]; then
                    if [ -e ../halved ]; then cat >/dev/null; echo refused >&2; exit 1; fi
                    touch ../halved
                    FFMPEG -t 4 "$@"; said=$?; cat >/dev/null; exit $said
                elif [ -e ../halves ]; then
                    FFMPEG -t 4 "$@"; said=$?; cat >/dev/null; exit $said
                fi;;
            esac
            exec FFMPEG "$@"
            """;

    private final RealParts parts;
    private final Recorder recorder;
    private Recorder refusing;

    JoinLadderTest(RealParts parts, Recorder recorder) {
        this.parts = parts;
        this.recorder = recorder;
    }

    @BeforeAll
    void startRefusing() throws IOException {
        Path script = Files.createTempDirectory("program").resolve("ffmpeg");
        Files.writeString(script, REFUSALS.replace("FFMPEG", Ffmpeg.ffmpeg().toString()));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        refusing = parts.recorder()
                .with("FFMPEG", script.toString())
                .with("LIVE_JOINS", "0")
                .start();
    }

    @AfterAll
    void stopRefusing() {
        refusing.close();
    }

    @Test
    void sound_that_an_mp4_cannot_hold_is_encoded_and_the_other_track_is_not() {
        List<Path> segments = make(
                PICTURES,
                SOUND,
                SOUND,
                "-map 0 -map 1 -map 2",
                H264,
                "-c:a:0 aac -c:a:1 ac3",
                "-segment_format_options mpegts_flags=+latm");
        Stream stream = Stream.on(recorder).started().putAll(segments).ended();
        stream.awaitCompleted();

        assertThat(tracks(stream.mp4())).containsExactly("h264 240", "aac 377", "ac3 250");
        assertThat(rungs(stream)).containsExactly("as planned");
        assertThat(stream.report().at("/report/rungs/0/reason").asText())
                .isEqualTo("track 1 (aac_latm) is encoded: an MP4 cannot hold it");
    }

    @Test
    void sound_that_ffmpeg_refuses_is_encoded_after_its_error() {
        List<Path> segments = make(PICTURES, SOUND, "-map 0 -map 1", H264, "-c:a mp2 -b:a 64k");
        Stream stream = refused("refuses-mp2", segments).ended();
        stream.awaitCompleted();

        assertThat(tracks(stream.mp4())).first().isEqualTo("h264 240");
        assertThat(tracks(stream.mp4()).get(1)).startsWith("aac ");
        assertThat(rungs(stream)).containsExactly("as planned", "audio encoded");
        assertThat(stream.report().at("/report/rungs/1/reason").asText())
                .contains("track 1 (mp2)")
                .contains("Could not find tag");
        assertThat(stream.story())
                .filteredOn(event -> event.path("kind").asText().equals("join.rung"))
                .hasSize(1);
    }

    @Test
    void a_track_that_ffmpeg_refuses_in_every_way_is_left_out_and_named() {
        List<Path> segments = make(PICTURES, SOUND, "-map 0 -map 1", H264, "-c:a aac");
        Stream stream = refused("refuses-a-track", segments).ended();
        stream.awaitCompleted();

        assertThat(tracks(stream.mp4())).containsExactly("h264 240");
        assertThat(rungs(stream)).containsExactly("as planned", "audio encoded", "longer probing", "without a track");
        assertThat(stream.report().at("/report/rungs/3/reason").asText())
                .contains("track 1 (aac): it was refused in every way");
        assertThat(stream.capture()).containsEntry("attempts", 0);
    }

    @Test
    void what_is_accepted_in_doubt_is_called_as_complete_as_it_is() {
        List<Path> segments = make(PICTURES, SOUND, "-map 0 -map 1", H264, "-c:a aac");
        Stream stream = refused("halves", segments);
        Stream once = refused("halves-once", segments);
        Stream fails = refused("halves-and-fails", segments);
        stream.ended();
        once.ended();
        fails.ended();
        stream.awaitCompleted();
        once.awaitCompleted();
        fails.awaitCompleted();

        assertThat(stream.report().at("/report/doubts").toString()).contains("audit-differed");
        assertThat(stream.report().at("/report/coverage").asDouble()).isBetween(45.0, 55.0);
        assertThat(rungs(stream)).last().isEqualTo("accepted in doubt");
        assertThat(once.report().at("/report/doubts").toString()).contains("audit-differed");
        assertThat(once.report().at("/report/coverage").asDouble()).isBetween(45.0, 55.0);
        assertThat(tracks(once.mp4())).hasSize(2);
        assertThat(rungs(once)).hasSizeGreaterThan(3).last().isEqualTo("accepted in doubt");
        // what ffmpeg left when it failed, each time
        assertThat(fails.report().at("/report/doubts").toString())
                .contains("audit-differed")
                .contains("broken");
        assertThat(fails.report().at("/report/coverage").asDouble()).isBetween(45.0, 55.0);
        assertThat(tracks(fails.mp4())).hasSize(2);
        assertThat(rungs(fails)).hasSizeGreaterThan(3).last().isEqualTo("accepted in doubt");
    }

    /** A live stream, captured, whose join meets an ffmpeg that does this. */
    private Stream refused(String how, List<Path> segments) {
        Stream stream = Stream.on(refusing).started().putAll(segments);
        Path folder = refusing.workFolder().resolve(stream.key());
        await("captured").atMost(LONG).until(() -> Files.exists(folder));
        try {
            Files.createFile(folder.resolve(how));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return stream;
    }

    @Test
    void a_track_that_first_appears_after_a_minute() {
        List<Path> silent = Segments.of(Duration.ofSeconds(64))
                .fps(10)
                .segment(Duration.ofSeconds(4))
                .withoutAudio()
                .make();
        List<Path> loud = Segments.of(Duration.ofSeconds(16))
                .fps(10)
                .segment(Duration.ofSeconds(4))
                .offset(Duration.ofSeconds(64))
                .make();
        Stream stream = Stream.on(recorder).started().putAll(silent);
        for (int i = 0; i < loud.size(); i++) {
            stream.put(String.format("segment_%03d.ts", silent.size() + i), loud.get(i));
        }
        stream.ended().awaitCompleted();

        assertThat(tracks(stream.mp4()).get(0)).isEqualTo("h264 800");
        assertThat(stream.report().at("/report/duration").asDouble()).isBetween(79.9, 80.1);
        assertThat(rungs(stream)).containsExactly("as planned");
    }

    @Test
    void sound_whose_codec_changes_is_one_track_without_a_silence() {
        List<Path> first = make(PICTURES, SOUND, "-map 0 -map 1", H264, "-c:a aac");
        List<Path> second = make(PICTURES, SOUND, "-map 0 -map 1", H264, "-c:a ac3 -output_ts_offset 8");
        Stream stream = Stream.on(recorder).started().putAll(first);
        for (int i = 0; i < second.size(); i++) {
            stream.put(String.format("segment_%03d.ts", first.size() + i), second.get(i));
        }
        stream.ended().awaitCompleted();

        assertThat(tracks(stream.mp4())).hasSize(2).first().isEqualTo("h264 480");
        assertThat(longestSilence(stream.mp4()))
                .as("between two frames, seconds")
                .isLessThan(0.03);
        assertThat(stream.report().at("/report/tracks/1/codec").asText()).isEqualTo("aac, then ac3");
        assertThat(rungs(stream)).containsExactly("as planned");
        assertThat(stream.report().at("/report/rungs/0/reason").asText())
                .contains("its codec changes within the recording");
    }

    @Test
    void only_the_track_whose_rate_changes_is_encoded() {
        List<Path> first = make(PICTURES, SOUND, SOUND, "-map 0 -map 1 -map 2", H264, "-c:a aac");
        List<Path> second = make(
                PICTURES, SOUND, SOUND, "-map 0 -map 1 -map 2", H264, "-c:a aac -ar:a:0 44100 -output_ts_offset 8");
        Stream stream = Stream.on(recorder).started().putAll(first);
        for (int i = 0; i < second.size(); i++) {
            stream.put(String.format("segment_%03d.ts", first.size() + i), second.get(i));
        }
        stream.ended().awaitCompleted();

        assertThat(stream.report().at("/report/rungs/0/reason").asText())
                .startsWith("track 1 (aac) is encoded: its settings change");
        assertThat(stream.report().at("/report/tracks/2/packets_in"))
                .isEqualTo(stream.report().at("/report/tracks/2/packets_out"));
    }

    @Test
    void sound_that_tells_its_channels_in_each_frame_is_copied_when_they_change() {
        List<Path> first = make(PICTURES, SOUND, "-map 0 -map 1", H264, "-c:a ac3 -ac 6");
        List<Path> second = make(PICTURES, SOUND, "-map 0 -map 1", H264, "-c:a ac3 -ac 2 -output_ts_offset 8");
        Stream stream = Stream.on(recorder).started().putAll(first);
        for (int i = 0; i < second.size(); i++) {
            stream.put(String.format("segment_%03d.ts", first.size() + i), second.get(i));
        }
        stream.ended().awaitCompleted();

        assertThat(tracks(stream.mp4()).get(1)).startsWith("ac3 ");
        assertThat(stream.report().at("/report/audio_encoded_again").asBoolean())
                .isFalse();
    }

    @Tag("long")
    @Test
    void both_ways_to_join_give_the_same_bytes_of_sound_that_is_encoded_and_of_hevc() {
        List<Path> latm =
                make(PICTURES, SOUND, "-map 0 -map 1", H264, "-c:a aac", "-segment_format_options mpegts_flags=+latm");
        List<Path> hevc = make(
                PICTURES,
                SOUND,
                "-map 0 -map 1",
                H264.replace("libx264", "libx265") + " -x265-params log-level=none",
                "-c:a aac");
        try (Recorder late = parts.recorder().with("LIVE_JOINS", "0").start()) {
            for (List<Path> segments : List.of(latm, hevc)) {
                Stream live = Stream.on(recorder).started().putAll(segments);
                await("joined")
                        .atMost(LONG)
                        .until(() -> Files.exists(
                                recorder.workFolder().resolve(live.key()).resolve("live.mp4")));
                live.ended().awaitCompleted();
                Stream atEnd = Stream.on(late).started().putAll(segments).ended();
                atEnd.awaitCompleted();

                assertThat(live.report().at("/report/joined").asText()).isEqualTo("live");
                assertThat(live.mp4()).hasSameBinaryContentAs(atEnd.mp4());
                assertThat(rungs(live)).isEqualTo(rungs(atEnd));
            }
        }
    }

    @Test
    void hevc_plays_on_apple_devices_where_its_parameter_sets_stay_the_same() {
        String x265 = H264.replace("libx264", "libx265") + " -x265-params log-level=none";
        List<Path> same = make(PICTURES, "-map 0", x265);
        List<Path> other = make(PICTURES.replace("160x90", "320x180"), "-map 0", x265, "-output_ts_offset 8");
        assertThat(tag(same)).isEqualTo("hvc1");
        List<Path> both = new ArrayList<>(same);
        both.addAll(other);
        assertThat(tag(both)).isEqualTo("hev1");
    }

    /** The sample entry of the video of a recording of these segments. */
    private String tag(List<Path> segments) {
        Stream stream = Stream.on(recorder).started();
        for (int i = 0; i < segments.size(); i++) {
            stream.put(String.format("segment_%03d.ts", i), segments.get(i));
        }
        stream.ended().awaitCompleted();
        return probe(stream.mp4(), "-select_streams v:0 -show_entries stream=codec_tag_string")
                .get(0);
    }

    private static List<String> rungs(Stream stream) {
        return StreamSupport.stream(stream.report().at("/report/rungs").spliterator(), false)
                .map(rung -> rung.path("rung").asText())
                .toList();
    }

    /** Codec and packets of each track. */
    private static List<String> tracks(Path mp4) {
        return probe(mp4, "-show_entries stream=codec_name,nb_frames").stream()
                .map(line -> line.replaceAll(",+$", "").replace(',', ' '))
                .toList();
    }

    private static double longestSilence(Path mp4) {
        double longest = 0;
        double end = 0;
        for (String line : probe(mp4, "-select_streams a:0 -show_entries packet=pts_time,duration_time")) {
            String[] times = line.split(",");
            longest = Math.max(longest, Double.parseDouble(times[0]) - end);
            end = Double.parseDouble(times[0]) + Double.parseDouble(times[1]);
        }
        return longest;
    }

    private static List<String> probe(Path mp4, String arguments) {
        List<String> command = new ArrayList<>(List.of(Ffmpeg.ffprobe().toString(), "-v", "error"));
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-of", "csv=p=0", mp4.toString()));
        return run(command).lines().filter(line -> !line.isBlank()).toList();
    }

    /** Segments of 2 s, by these arguments of ffmpeg. */
    private static List<Path> make(String... arguments) {
        try {
            Path folder = Files.createTempDirectory("source");
            List<String> command =
                    new ArrayList<>(List.of(Ffmpeg.encoder().toString(), "-v", "error", "-nostdin", "-y"));
            for (String part : arguments) {
                command.addAll(List.of(part.split(" ")));
            }
            command.addAll(List.of(
                    "-f", "segment", "-segment_time", "2", "-segment_format", "mpegts", folder + "/segment_%03d.ts"));
            run(command);
            try (var files = Files.list(folder)) {
                return files.filter(file -> file.toString().endsWith(".ts"))
                        .sorted()
                        .toList();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
            return said;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
