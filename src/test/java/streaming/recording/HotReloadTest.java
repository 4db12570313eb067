package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.support.RealParts;
import streaming.recording.support.Receiver;
import streaming.recording.support.Recorder;
import streaming.recording.support.RouteFiles;
import streaming.recording.support.Stream;

/** In the dev profile a route file that is saved is at work at once, and one that is wrong changes nothing. */
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HotReloadTest {

    private static final Duration LONG = Duration.ofSeconds(90);

    private final Receiver search = new Receiver();
    private Path folder;
    private Recorder recorder;

    @BeforeAll
    void start(RealParts parts) throws IOException {
        search.answers("/recordings", 200, "").answers("/elsewhere", 200, "");
        folder = Files.createTempDirectory("dev");
        Files.copy(Path.of("application.properties"), folder.resolve("application.properties"));
        FileUtils.copyDirectory(
                Path.of("routes").toFile(), folder.resolve("routes").toFile());
        recorder = parts.recorder()
                .in(folder)
                .with("CAMEL_MAIN_PROFILE", "dev")
                .with("STREAM_NOTIFY", "off")
                .start();
    }

    @AfterAll
    void stop() {
        recorder.close();
        search.close();
    }

    @Test
    void the_receiver_of_the_documentation_works_once_its_file_is_saved_and_its_mistakes_harm_nothing()
            throws IOException {
        String file = RouteFiles.exampleReceiver().replace("http://localhost:9999", search.url());

        save("search.camel.yaml", file);
        assertThat(failed("/recordings")).contains("\"status\" : \"failed\"");

        save("search.camel.yaml", file.replace("/recordings", "/elsewhere"));
        assertThat(failed("/elsewhere")).contains("\"status\" : \"failed\"");

        String before = recorder.logged();
        write("search.camel.yaml", file.replace("note: The search", "note: a: The search"));
        awaitLogged(
                before,
                "Routes not loaded: routes/receivers/search.camel.yaml line 3: mapping values are not allowed here");
        assertThat(failed("/elsewhere")).as("the route that was there goes on").contains("\"status\" : \"failed\"");

        before = recorder.logged();
        write("search.camel.yaml", file.replace("- setBody:", "- setBodi:"));
        awaitLogged(before, "Routes not loaded: routes/receivers/search.camel.yaml line 11: Unknown node id: setBodi");
        assertThat(failed("/elsewhere")).contains("\"status\" : \"failed\"");

        before = recorder.logged();
        write("search.camel.yaml", file.replace("${variable.handOver.recording}", "${variable.handOver.recording"));
        awaitLogged(
                before,
                "Routes not loaded: routes/receivers/search.camel.yaml line 2 (route hand-over-to-search): expected symbol functionEnd");
        assertThat(failed("/elsewhere")).contains("\"status\" : \"failed\"");

        save("search.camel.yaml", file);
        int received = search.received("/recordings", "").size();
        assertThat(failed("/recordings")).contains("\"status\" : \"failed\"");

        before = recorder.logged();
        Files.delete(folder.resolve("routes/receivers").resolve("search.camel.yaml"));
        awaitLogged(before, "Routes removed: routes/receivers/search.camel.yaml");
        Stream.on(recorder).started().ended().awaitFailed();
        assertThat(recorder.sql("SELECT 1 FROM hand_over"))
                .hasSize(search.received().size());
        assertThat(search.received("/recordings", "").size()).isEqualTo(received + 1);
        assertThat(recorder.get("/health").statusCode()).isEqualTo(200);
    }

    /** Saves a file that is right, and waits until it is loaded. */
    private void save(String name, String text) throws IOException {
        String before = recorder.logged();
        write(name, text);
        awaitLogged(before, "Routes loaded: routes/receivers/" + name + " routes=[hand-over-to-search]");
    }

    /** As an editor does: a whole file takes the place of the old one. */
    private void write(String name, String text) throws IOException {
        Path written = Files.writeString(folder.resolve(name + ".tmp"), text);
        Files.move(written, folder.resolve("routes/receivers").resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private void awaitLogged(String before, String words) {
        await(words + " in " + recorder.log())
                .atMost(LONG)
                .until(() -> recorder.logged().substring(before.length()).contains(words));
    }

    /** What is posted there of a recording that fails now. */
    private String failed(String path) {
        String id =
                Stream.on(recorder).started().ended().awaitFailed().path("id").asText();
        return await().atMost(LONG)
                .until(() -> search.received(path, id), received -> !received.isEmpty())
                .get(0)
                .getBodyAsString();
    }
}
