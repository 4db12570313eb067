package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/**
 * The recipes of docs/routes.md, run as they are written there, on a copy of this folder; RecordStreamsTest follows one
 * more.
 */
@ExtendWith(RealParts.Extension.class)
class RecipesTest {

    private static final Path DOCUMENT = Path.of("docs", "routes.md");
    private static final List<Path> FOUR_SECONDS =
            Segments.of(Duration.ofSeconds(4)).make();

    @TempDir
    private Path folder;

    @Test
    @Tag("long")
    void change_the_naming(RealParts parts) throws Exception {
        follow("Change the naming");
        try (Recorder recorder = parts.recorder().in(folder).start()) {
            Stream stream = Stream.on(recorder).started().putAll(FOUR_SECONDS).ended();

            String month =
                    ZonedDateTime.now(ZoneOffset.UTC).format(java.time.format.DateTimeFormatter.ofPattern("yyyy/MM"));
            assertThat(stream.awaitCompleted().path("file_path").asText())
                    .isEqualTo(recorder.recordingsBucket() + "/" + month + "/" + stream.key() + ".mp4");
            Stream second = stream.again().started().putAll(FOUR_SECONDS).ended();
            assertThat(second.awaitCompleted().path("file_path").asText())
                    .startsWith(recorder.recordingsBucket() + "/" + month + "/" + stream.key() + "-");
        }
    }

    @Test
    void every_link_of_the_walk_leads_somewhere() throws IOException {
        Matcher link = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(Files.readString(DOCUMENT));
        while (link.find()) {
            assertThat(DOCUMENT.resolveSibling(link.group(1)).normalize()).exists();
        }
    }

    private void follow(String title) throws IOException, InterruptedException {
        Path log = folder.resolve("recipe.log");
        for (String command : List.of(
                "cp -r application.properties routes " + folder,
                "mkdir -p " + folder + "/src/main/resources",
                "cp -r src/main/resources/sql " + folder + "/src/main/resources",
                "cd " + folder + "\nset -e\n" + recipe(title))) {
            int exit = new ProcessBuilder("bash", "-c", command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
            assertThat(exit).as(command + "\n" + Files.readString(log)).isZero();
        }
    }

    /** The commands of a recipe. */
    static String recipe(String title) throws IOException {
        Matcher commands = Pattern.compile("### " + Pattern.quote(title) + "\n.*?```sh\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCUMENT));
        assertThat(commands.find()).as("recipe " + title).isTrue();
        return commands.group(1);
    }
}
