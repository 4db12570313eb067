package streaming.recording.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Segments;
import streaming.recording.support.Browser;
import streaming.recording.support.Link;
import streaming.recording.support.Losses;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** What the page says when something is wrong: of a stream, of the store, of ffmpeg, of an address, of a token. */
final class TroubleGallery implements AutoCloseable {

    /** Takes the picture of what the browser shows. */
    interface Camera {
        void take(Browser browser, String name) throws IOException;
    }

    private static final String TOKEN = "gallery-of-pictures";
    private static final List<Path> SEGMENTS =
            Segments.of(Duration.ofSeconds(40)).size(640, 360).make();

    private final Camera camera;
    private final Link store;
    private final Path failing;
    private final Recorder recorder;
    private final Browser browser;

    TroubleGallery(RealParts parts, Camera camera) throws IOException {
        this.camera = camera;
        Path programs = Files.createTempDirectory("programs");
        failing = programs.resolve("failing");
        store = new Link(parts.s3().endpoint().getPort());
        recorder = parts.recorder()
                .with("ADMIN_TOKEN", TOKEN)
                .with("MINIO_ENDPOINT", "localhost:" + store.port())
                .with("FFMPEG", ffmpeg(programs).toString())
                .with("FINALIZE_ATTEMPTS", "1")
                .start();
        browser = Browser.on(recorder);
    }

    /** One that fails while a file is there. */
    private Path ffmpeg(Path folder) throws IOException {
        Path script = folder.resolve("ffmpeg");
        Files.writeString(
                script, "#!/bin/sh\n[ -e '" + failing + "' ] && exit 1\nexec '" + Ffmpeg.ffmpeg() + "' \"$@\"\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    void hang() throws IOException {
        losses();
        failedRebuild();
        addresses();
        storeDown();
    }

    private void losses() throws IOException {
        Stream live = Stream.on(recorder, "rooftop")
                .started()
                .putAll(SEGMENTS.subList(0, 4))
                .put("segment_004.ts", Losses.oneIn(40, SEGMENTS.get(4)))
                .putAll(SEGMENTS.subList(5, 9))
                .putAll(SEGMENTS.subList(11, 20))
                .awaitCaptured(17);
        Stream doubted = Stream.on(recorder, "lossy")
                .started()
                .putAll(SEGMENTS.subList(0, 2))
                .put("segment_002.ts", Losses.oneIn(20, SEGMENTS.get(2)))
                .put(SEGMENTS.get(3))
                .ended();
        Stream.on(recorder, "early").started();
        doubted.awaitCompleted();
        open(
                live,
                "document.querySelectorAll('.holes li button').length > 0 && document.querySelector('video').readyState >= 2");
        browser.run("document.querySelector('video').play()");
        browser.await("it plays", "document.querySelector('video').currentTime > 1");
        browser.run("document.querySelector('video').pause()");
        browser.await("behind", "document.querySelector('.behind').textContent.includes('behind')");
        take("live-losses");
        browser.phone();
        take("live-losses-phone");
        browser.narrow();
        take("live-losses-narrow");
        browser.desktop();
        open(
                doubted,
                "document.querySelector('.doubt')?.textContent !== '' && document.querySelectorAll('.facts dt').length > 6");
        take("doubt");
        browser.open("/")
                .await(
                        "what is lost",
                        "[...document.querySelectorAll('.said')].some(one => one.textContent.startsWith('So far'))");
        take("list-losses");
        browser.narrow();
        take("list-losses-narrow");
        browser.desktop();
        live.ended().awaitCompleted();
    }

    private void failedRebuild() throws IOException {
        Files.createFile(failing);
        Stream failed = Stream.on(recorder, "unlucky")
                .started()
                .putAll(SEGMENTS.subList(0, 3))
                .ended();
        failed.awaitFailed();
        open(failed, "document.querySelector('.byline .pill.failed')");
        browser.run("document.querySelector('.admin').open = true");
        browser.await("what happened", "document.querySelectorAll('.events li').length > 1");
        take("token");
        browser.run(
                "document.querySelector('#token').value = 'a-guess'; document.querySelector('.token button').click()");
        browser.await("it is said", "document.querySelector('.answer').textContent !== ''");
        take("token-wrong");
        browser.run("document.querySelector('#token').value = '" + TOKEN
                + "'; document.querySelector('.token button').click()");
        browser.await("the deeds", "!document.querySelector('.deeds').hidden").click(".rebuild");
        browser.await(
                "it has failed again",
                "document.querySelector('.answer').textContent.startsWith('The rebuild failed')");
        take("rebuild-failed");
        Files.delete(failing);
        browser.click(".rebuild")
                .await("it is rebuilt", "document.querySelector('.answer').textContent === 'Rebuilt.'");
        take("rebuilt");
    }

    private void addresses() throws IOException {
        browser.open("/nope").await("it is said", "document.querySelector('main h1')");
        take("unknown-address");
        browser.phone().open("/docs").await("the contract", "document.querySelectorAll('.opblock').length > 5");
        take("docs-phone");
        browser.desktop();
    }

    private void storeDown() throws IOException {
        Stream kept = Stream.on(recorder, "kept")
                .started()
                .putAll(SEGMENTS.subList(0, 4))
                .ended();
        kept.awaitCompleted();
        open(kept, "document.querySelector('video').readyState >= 2");
        store.cut();
        browser.await("the banner", "!document.querySelector('#health').hidden").click(".delete");
        browser.await("the question", "document.querySelector('.sure').open");
        take("delete-store-down");
        browser.click(".sure [value=yes]")
                .await(
                        "it is said",
                        "!document.querySelector('.deleting').hidden && document.querySelector('.answer').textContent.startsWith('The deletion')");
        take("deleting-store-down");
        browser.phone();
        take("deleting-store-down-phone");
        browser.desktop()
                .open("/")
                .await(
                        "the row",
                        "[...document.querySelectorAll('.said')].some(one => one.textContent === 'Being deleted')");
        browser.await("the banner", "!document.querySelector('#health').hidden");
        take("list-deleting");
        browser.dark(true);
        take("list-deleting-dark");
        browser.dark(false);
        store.mend();
        browser.await(
                "it is gone",
                "![...document.querySelectorAll('.said')].some(one => one.textContent === 'Being deleted')");
    }

    private void open(Stream stream, String shown) {
        browser.open("/watch/" + stream.recording().path("id").asText()).await(stream.key(), shown);
    }

    private void take(String name) throws IOException {
        camera.take(browser, name);
    }

    @Override
    public void close() {
        browser.close();
        recorder.close();
        store.close();
    }
}
