package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** Stream keys, object names and playlists that mean harm: refused at the door, or recorded as what they are. */
@Tag("long")
@ExtendWith(RealParts.Extension.class)
class HostileNameTest {

    private static final List<Path> FOUR_SECONDS =
            Segments.of(Duration.ofSeconds(4)).make();
    private static final List<Path> SIXTEEN_SECONDS =
            Segments.of(Duration.ofSeconds(16)).make();
    private static final Path PWNED = Path.of("target", "pwned-by-name");

    private final Recorder recorder;

    HostileNameTest(Recorder recorder) {
        this.recorder = recorder;
    }

    static List<String> keys() {
        return List.of(
                "",
                " ",
                ".",
                "..",
                "../x",
                "..\\x",
                "a/../../b",
                "/etc/passwd",
                "a/b",
                "a\\b",
                "%2e%2e%2fx",
                "a%00b",
                "a\0b",
                "a\nb",
                "a\r\nX: y",
                "a\tb",
                "a'b",
                "a\"b",
                "a`id`",
                "$(touch " + PWNED.toAbsolutePath() + ")",
                "${env:DB_PASSWORD}",
                "$simple{env:HOME}",
                "{{env:HOME}}",
                "#{1}",
                "a;b",
                "a|b",
                "a&b",
                "-rf",
                "--help",
                "~root",
                "a*",
                "a b",
                "a,b",
                "{a}",
                "é",
                "ａbc",
                "a\u202eb",
                "a\u200bb",
                "\ufeffa",
                "a\u0301",
                "\ud83c\udfa5",
                "\u017f",
                "\u212a",
                "\u0663",
                "a".repeat(129),
                "a".repeat(10_240),
                ".hidden",
                "a..b",
                "...");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void a_key_that_is_no_plain_name_is_refused_at_the_door(String key) throws IOException {
        Set<Path> before = files();
        for (String event : List.of("stream.started", "started", "stream.ended", "stopped")) {
            HttpResponse<String> answer = recorder.post(
                    "/webhook/stream",
                    new ObjectMapper()
                            .createObjectNode()
                            .put("event", event)
                            .put("stream_id", UUID.randomUUID().toString())
                            .put("stream_key", key)
                            .toString());

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(recorder.json(answer).path("error").asText()).startsWith("Invalid stream_key");
        }
        assertThat(
                        recorder.sql(
                                "SELECT stream_key FROM (SELECT stream_key FROM stream_event UNION ALL SELECT stream_key FROM recording_event) kept WHERE NOT stream_key ~ '^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$' AND stream_key <> ''"))
                .isEmpty();
        assertThat(files()).isEqualTo(before);
        assertThat(PWNED).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"_", "a.", "A.mp4", "segments.txt", "a--b", "CON", "0"})
    void a_plain_name_however_odd_is_a_folder_and_an_object(String prefix) {
        String key = prefix.length() == 1 ? prefix + UUID.randomUUID() : UUID.randomUUID() + prefix;
        UUID id = UUID.randomUUID();
        tell("stream.started", id, key, "2026-01-01T00:00:00Z");
        for (Path segment : FOUR_SECONDS) {
            recorder.s3()
                    .putObject(
                            put -> put.bucket(recorder.segmentsBucket()).key(key + "/" + segment.getFileName()),
                            segment);
        }
        tell("stream.ended", id, key, "2026-01-01T00:00:10Z");

        JsonNode recording = await().atMost(Duration.ofSeconds(120))
                .until(
                        () -> recorder.recordings(id).get(0),
                        found -> found.path("status").asText().equals("completed"));
        assertThat(recording.path("file_path").asText()).isEqualTo(recorder.recordingsBucket() + "/" + key + ".mp4");
    }

    private void tell(String event, UUID id, String key, String at) {
        assertThat(recorder.post(
                                "/webhook/stream",
                                new ObjectMapper()
                                        .createObjectNode()
                                        .put("event", event)
                                        .put("stream_id", id.toString())
                                        .put("stream_key", key)
                                        .put("timestamp", at)
                                        .toString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void objects_with_hostile_names_are_recorded_and_saved_under_names_of_ours() throws IOException {
        List<String> names = List.of(
                "$(touch pwned-by-name) 0.ts",
                "a'; DROP TABLE recordings; -- 1.ts",
                "file 'x'\nfile '2.ts",
                "\" -f null 3.ts",
                "-i -4.ts",
                "output.mp4",
                "segments.txt",
                "%2e%2e%2f7.ts");
        Stream stream = Stream.on(recorder).started();
        for (int i = 0; i < names.size(); i++) {
            stream.put(names.get(i), SIXTEEN_SECONDS.get(i));
        }
        // in a playlist a name is a line, and cannot hold the end of one: the third is known by the number in it alone
        stream.playlist(names.stream().filter(name -> !name.contains("\n")).toArray(String[]::new))
                .awaitCaptured(names.size());
        Path folder = recorder.workFolder().resolve(stream.key());
        try (java.util.stream.Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(file -> file.matches("object_\\d+-[0-9a-f]{16}\\.ts")))
                    .hasSize(8);
        }

        stream.ended();

        JsonNode recording = stream.awaitCompleted();
        assertThat(recording.path("duration").asInt()).isEqualTo(16);
        assertThat(stream.report().at("/report/segments/captured").asInt()).isEqualTo(8);
        assertThat(PWNED).doesNotExist();
        assertThat(Path.of("pwned-by-name")).doesNotExist();
        assertThat(recorder.logged().lines())
                .as("a line break in a name makes no line of its own")
                .noneMatch(line -> line.startsWith("file '"));
    }

    @Test
    void a_name_that_is_an_expression_is_recorded_and_never_evaluated() throws IOException {
        List<String> names = List.of(
                "segment_0.ts",
                "${env:DB_PASSWORD}_1.ts",
                "$simple{bean:recordingStore}_2.ts",
                "{{recorder.database.password}}_3.ts",
                "${bean:recordingStore?method=toString}_4.ts",
                "RAW(${env:HOME})_5.ts",
                "${body} $simple{exception} {{env:HOME}} :#name :?x #{6}_6.ts",
                "${_7.ts");
        Stream stream = Stream.on(recorder).started();
        for (int i = 0; i < names.size(); i++) {
            stream.put(names.get(i), SIXTEEN_SECONDS.get(i));
        }
        stream.playlist(names.toArray(String[]::new)).awaitCaptured(names.size());
        Path folder = recorder.workFolder().resolve(stream.key());
        try (java.util.stream.Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(file -> file.matches("segment_0\\.ts|object_\\d+-[0-9a-f]{16}\\.ts")))
                    .as("saved under names of ours")
                    .hasSize(8);
        }

        stream.ended();

        assertThat(stream.awaitCompleted().path("duration").asInt()).isEqualTo(16);
        assertThat(Decoded.of(SIXTEEN_SECONDS).difference(Decoded.of(stream.mp4())))
                .isEmpty();
        assertThat(stream.report().at("/report/segments/missing").asInt()).isZero();
        assertThat(recorder.sql(
                        "SELECT object_key FROM recording_segment JOIN recording_capture USING (recording_id) WHERE stream_key = ? AND state = 'captured'",
                        stream.key()))
                .extracting(row -> row.get("object_key"))
                .containsExactlyInAnyOrderElementsOf(
                        names.stream().map(name -> stream.key() + "/" + name).toList());
    }

    static List<List<String>> playlists() {
        return List.of(
                List.of("file:///etc/passwd", "segment_000.ts", "/etc/passwd", "segment_001.ts"),
                List.of(
                        "http://169.254.169.254/latest/meta-data",
                        "segment_000.ts",
                        "https://example.invalid/x.ts",
                        "segment_001.ts"),
                List.of(
                        "concat:/etc/passwd|/etc/hosts",
                        "segment_000.ts",
                        "subfile,,start,0,end,9,,:/etc/passwd",
                        "segment_001.ts",
                        "pipe:0"),
                List.of("playlist.m3u8", "segment_000.ts", "../playlist.m3u8", "segment_001.ts", "master.m3u8"),
                List.of("../../etc/passwd", "segment_000.ts", "%2e%2e/%2e%2e/x.ts", "segment_001.ts", "\0.ts"),
                List.of("#EXT-X-MEDIA-SEQUENCE:99999999999999999999", "segment_000.ts", "segment_001.ts"));
    }

    @ParameterizedTest
    @MethodSource("playlists")
    void a_hostile_playlist_leads_nowhere_and_the_segments_of_the_listing_are_recorded(List<String> lines) {
        Stream stream = Stream.on(recorder)
                .started()
                .putAll(FOUR_SECONDS)
                .playlist(lines.toArray(String[]::new))
                .awaitCaptured(2)
                .ended();

        stream.awaitCompleted();

        assertThat(Decoded.of(FOUR_SECONDS).difference(Decoded.of(stream.mp4())))
                .isEmpty();
        assertThat(recorder.sql(
                        "SELECT object_key FROM recording_segment JOIN recording_capture USING (recording_id) WHERE stream_key = ?",
                        stream.key()))
                .extracting(row -> row.get("object_key"))
                .containsExactlyInAnyOrder(stream.key() + "/segment_000.ts", stream.key() + "/segment_001.ts");
    }

    @Test
    void playlists_of_ten_million_lines_and_of_a_gigabyte_are_passed_over(@TempDir Path folder, RealParts parts)
            throws Exception {
        Path huge = folder.resolve("playlist.m3u8");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.write("#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:2.0,\nsegment_000.ts\n"
                    .getBytes(StandardCharsets.UTF_8));
            file.setLength(1L << 30);
        }
        byte[] lines = ("#EXTM3U\n#EXT-X-TARGETDURATION:3\n" + "\n".repeat(8_000_000)).getBytes(StandardCharsets.UTF_8);
        byte[] oneLine = ("#EXTM3U\n#EXT-X-KEY:" + "A=\"a\",".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);
        try (Recorder alone = parts.recorder().start()) {
            List<Stream> streams =
                    new ArrayList<>(List.of(Stream.on(alone), Stream.on(alone), Stream.on(alone), Stream.on(alone)));
            streams.get(0).put("playlist.m3u8", huge);
            streams.get(1).put("playlist.m3u8", lines);
            streams.get(2)
                    .put(
                            "playlist.m3u8",
                            ("#EXTM3U\n" + "#EXTINF:1,\na\n".repeat(600_000)).getBytes(StandardCharsets.UTF_8));
            streams.get(3).put("playlist.m3u8", oneLine);
            streams.forEach(stream -> stream.started().putAll(FOUR_SECONDS).awaitCaptured(2));

            assertThat(resident(alone)).as("bytes in memory").isLessThan(900L << 20);
            streams.forEach(Stream::ended);
            streams.forEach(Stream::awaitCompleted);
            assertThat(alone.logged()).doesNotContain("OutOfMemoryError");
        }
    }

    @Test
    void ffmpeg_reads_its_input_from_us_and_ffprobe_the_mp4_whatever_a_file_asks_for() throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("application.properties"))) {
            properties.load(reader);
        }
        List<String> commands = properties.stringPropertyNames().stream()
                .map(properties::getProperty)
                .filter(value -> value.startsWith("-"))
                .collect(Collectors.toList());

        assertThat(commands)
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(command -> command.matches(".*-protocol_whitelist (pipe,file|pipe|file) .*"))
                // a picture of 15360 x 15360 takes a gigabyte when it is decoded
                .allMatch(command -> command.contains(" -max_pixels ") || command.contains(" -nofind_stream_info "))
                .allMatch(command -> !command.contains(" -i ") || command.matches(".* -i (pipe:0|-|output\\.mp4) .*"))
                .noneMatch(command -> command.matches(".*(concat|segments\\.txt|\\$\\{).*"));
    }

    /** One of 15360 x 15360 takes a gigabyte when it is decoded. */
    @Test
    @Tag("long")
    void pictures_that_are_too_large_to_be_decoded_are_recorded_and_have_no_poster(@TempDir Path folder)
            throws Exception {
        Path large = folder.resolve("segment_000.ts");
        Process encoder = new ProcessBuilder((Ffmpeg.encoder()
                                + " -loglevel error -nostdin -f lavfi -i color=size=8256x8256:rate=1:duration=2"
                                + " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -bf 0 -g 1 -threads 1"
                                + " -x264-params rc-lookahead=0:sync-lookahead=0:ref=1 -f mpegts " + large)
                        .split(" "))
                .inheritIO()
                .start();
        assertThat(encoder.waitFor()).isZero();

        Stream stream = Stream.on(recorder)
                .started()
                .put("segment_000.ts", Files.readAllBytes(large))
                .awaitCaptured(1)
                .ended();
        String id = stream.awaitCompleted().path("id").asText();

        assertThat(stream.report().path("tracks").get(0).path("packets_out").asInt())
                .isEqualTo(2);
        assertThat(stream.report().path("doubts")).isEmpty();
        assertThat(recorder.get("/recording/" + id + "/poster").statusCode()).isEqualTo(404);
    }

    private Set<Path> files() throws IOException {
        try (java.util.stream.Stream<Path> files =
                Files.list(recorder.workFolder().getParent())) {
            return new TreeSet<>(files.toList());
        }
    }

    private static long resident(Recorder recorder) throws IOException {
        return Files.readAllLines(
                        Path.of("/proc", Long.toString(recorder.process().pid()), "status"))
                .stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();
    }
}
