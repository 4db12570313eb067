package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import streaming.recording.demo.OwnStream;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;

/**
 * The lines of README.md, typed as they stand there; only addresses are those of the test, and the stream is shorter.
 */
@ExtendWith(RealParts.Extension.class)
class ReadmeTest {

    private static final Path README = Path.of("README.md");
    private static final Pattern COMMAND = Pattern.compile("(rm|ffmpeg|tools/|curl|id=).*");

    @TempDir
    private Path folder;

    @Test
    void somebody_records_a_stream_of_his_own_and_uses_it(RealParts parts, Recorder recorder) throws Exception {
        Files.createSymbolicLink(folder.resolve("ffmpeg"), Ffmpeg.encoder());
        String page = recorder.uri("").toString();

        String uploaded = type(commands("Record your own stream")
                .replace("-t 30", "-t 8")
                .replace(
                        "tools/upload-hls ",
                        "tools/upload-hls --recorder " + page + " --endpoint "
                                + parts.s3().endpoint() + " --bucket " + recorder.segmentsBucket() + " "));

        assertThat(uploaded)
                .contains("stream my-stream has started", "stream my-stream has ended", "4 segments uploaded");
        Map<String, Object> row = await("my-stream completed, see " + recorder.log())
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> recorder.sql(
                                "SELECT r.id::text, r.status::text, c.end_reason FROM recordings r JOIN recording_capture c ON c.recording_id = r.id WHERE c.stream_key = 'my-stream'"),
                        rows -> rows.size() == 1
                                && "completed".equals(rows.get(0).get("status")))
                .get(0);
        assertThat(row.get("end_reason")).isEqualTo("stream.ended");
        List<Path> segments = IntStream.range(0, 4)
                .mapToObj(i -> folder.resolve("my-stream").resolve("segment_00" + i + ".ts"))
                .toList();
        Path mp4 = folder.resolve("my-stream.mp4");
        recorder.s3().getObject(get -> get.bucket(recorder.recordingsBucket()).key("my-stream.mp4"), mp4);
        assertThat(Decoded.of(segments).difference(Decoded.of(mp4))).isEmpty();

        String answers = type(commands("Use it")
                .replace("http://localhost:8083", page)
                .replace("'.recordings[0].id'", "'.recordings[] | select(.id == \"" + row.get("id") + "\") | .id'"));

        assertThat(answers)
                .contains(
                        "{\"status\":\"healthy\",\"service\":\"recording-service\"}",
                        "\"started_at\": \"",
                        "{\"recording\":{",
                        "{\"url\":\"",
                        "\"events\"",
                        "\"stream.started\"",
                        "{\"message\":\"Webhook processed successfully\"}")
                .doesNotContain("{\"error\"");
    }

    @Test
    void the_line_that_the_demo_prints_is_that_of_the_readme() throws IOException {
        assertThat(OwnStream.line("ffmpeg", List.of()))
                .isEqualTo(commands("Record your own stream")
                        .strip()
                        .replace("my-stream\nffmpeg", "my-stream; ffmpeg")
                        .replaceAll("\\\\\n *", "")
                        .replace("\n", " "));
    }

    @Test
    void an_upload_that_cannot_begin_says_why(@TempDir Path empty) throws Exception {
        assertThat(type("tools/upload-hls --help")).contains("usage: tools/upload-hls", "--endpoint URL");
        for (Map.Entry<String, String> wrong : Map.of(
                        "tools/upload-hls",
                        "usage:",
                        "tools/upload-hls --bukket x y",
                        "unknown option --bukket",
                        "tools/upload-hls --key",
                        "--key needs a value",
                        "tools/upload-hls --key ../x " + empty,
                        "the stream key may have letters")
                .entrySet()) {
            assertThat(type(wrong.getKey() + " 2>&1; echo status=$?")).contains(wrong.getValue(), "status=2");
        }
    }

    /** What is typed in a section: its indented lines that are commands, with those that go on with them. */
    private static String commands(String section) throws IOException {
        Matcher text = Pattern.compile("\n## " + section + "\n(.*?)\n## ", Pattern.DOTALL)
                .matcher(Files.readString(README));
        assertThat(text.find()).as("section " + section).isTrue();
        StringBuilder typed = new StringBuilder();
        boolean goesOn = false;
        for (String line : text.group(1).lines().toList()) {
            if (line.startsWith("    ")
                    && (goesOn || COMMAND.matcher(line.substring(4)).matches())) {
                typed.append(line.substring(4)).append('\n');
                goesOn = line.endsWith("\\")
                        || typed.toString()
                                                .lines()
                                                .collect(Collectors.joining())
                                                .chars()
                                                .filter(c -> c == '\'')
                                                .count()
                                        % 2
                                == 1;
            }
        }
        return typed.toString();
    }

    private String type(String commands) throws IOException, InterruptedException {
        Path tool = Path.of("tools", "upload-hls");
        Files.createDirectories(folder.resolve("tools"));
        Files.copy(tool, folder.resolve(tool), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        Path printed = folder.resolve("printed.log");
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        bash.environment().merge("PATH", folder.toString(), (path, here) -> here + ":" + path);
        int exit = bash.start().waitFor();
        String text = Files.readString(printed);
        assertThat(exit).as(commands + "\n" + text).isZero();
        return text;
    }
}
