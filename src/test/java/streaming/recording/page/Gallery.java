package streaming.recording.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import streaming.recording.embedded.Broadcast;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Segments;
import streaming.recording.support.Browser;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/**
 * Takes pictures of the page in every state, of real recordings in a real browser: {@code mvn -Pgallery test-compile
 * exec:exec}. All go to {@code target/gallery}, or to the folder of the argument; those that the README shows to
 * {@code docs/images} as well. Printed for each: what the browser complained of, and what axe-core finds.
 */
public final class Gallery {

    private static final List<String> SHOWN = List.of("list", "list-dark", "list-phone", "holes", "live");
    private static final List<Path> MINUTE =
            Segments.of(Duration.ofSeconds(60)).size(640, 360).make();
    private static final List<Path> SHORT =
            Segments.of(Duration.ofSeconds(24)).size(640, 360).tone(330).make();

    private final Recorder recorder;
    private final Browser browser;
    private final Path folder;

    private Gallery(Recorder recorder, Browser browser, Path folder) {
        this.recorder = recorder;
        this.browser = browser;
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args.length == 0 ? "target/gallery" : args[0]));
        try (RealParts parts = new RealParts()) {
            hang(parts, folder);
            try (TroubleGallery troubles = new TroubleGallery(parts, (browser, name) -> take(browser, folder, name))) {
                troubles.hang();
            }
        }
        System.exit(0); // threads of HTTP clients and servers would hold it
    }

    private static void hang(RealParts parts, Path folder) throws Exception {
        try (Recorder recorder = parts.recorder()
                        .with("ADMIN_TOKEN", "gallery-of-pictures")
                        .start();
                Browser browser = Browser.on(recorder)) {
            new Gallery(recorder, browser, folder).hang();
        }
    }

    private void hang() throws Exception {
        browser.open("/")
                .await(
                        "the empty list",
                        "document.querySelector('.blank') && !document.querySelector('.blank').hidden");
        take("empty");
        Stream fails = Stream.on(recorder, "night-radio").started().ended();
        Stream whole = Stream.on(recorder, "studio-1").started().putAll(MINUTE).ended();
        Stream holed = Stream.on(recorder, "stage-left")
                .started()
                .putAll(MINUTE.subList(0, 8))
                .putAll(MINUTE.subList(10, 21))
                .putAll(MINUTE.subList(24, 30))
                .ended();
        Stream plain = Stream.on(recorder, "camera-07").started().putAll(SHORT).ended();
        whole.awaitCompleted();
        holed.awaitCompleted();
        plain.awaitCompleted();
        fails.awaitFailed();
        title("night-radio", "Night radio");
        Stream hostile = Stream.on(recorder, "guest").started().putAll(SHORT).ended();
        hostile.awaitCompleted();
        title("guest", "<b onclick=alert(1)>Guest</b> & \"friends\" {{1+1}} ${x}");
        title("studio-1", "Morning show");
        title("stage-left", "Summer festival, stage left");

        Stream live = Stream.on(recorder, "studio-2").started();
        title("studio-2", "Evening news, live");
        try (Broadcast broadcast = Broadcast.of(Duration.ofMinutes(10))
                .key("studio-2")
                .size(1280, 720)
                .bucket(recorder.segmentsBucket())
                .start(recorder.s3())) {
            live.awaitCaptured(6);
            Stream processing = Stream.on(recorder, "court-4").started();
            title("court-4", "Tennis, court 4");
            processing.put(SHORT.get(0)).ended();
            ScheduledExecutorService tail = Executors.newSingleThreadScheduledExecutor(runnable -> {
                Thread thread = new Thread(runnable, "tail");
                thread.setDaemon(true);
                return thread;
            });
            int[] next = {1};
            tail.scheduleAtFixedRate(
                    () -> processing.put(SHORT.get(next[0]++ % SHORT.size())), 0, 400, TimeUnit.MILLISECONDS);
            browser.open("/")
                    .await(
                            "rows",
                            "document.querySelectorAll('tbody tr[data-id]').length >= 6 && document.querySelector('.pill.processing')");
            pictures();
            take("list");
            browser.open("/watch/" + id(processing))
                    .await("processing", "document.querySelector('.byline .pill')?.classList.contains('processing')");
            take("processing");
            browser.dark(true).open("/").await("rows", "document.querySelectorAll('tbody tr[data-id]').length >= 6");
            pictures();
            take("list-dark");
            browser.phone();
            take("list-phone-dark");
            browser.dark(false);
            take("list-phone");
            tail.shutdownNow();
            browser.desktop()
                    .open("/watch/" + id(live))
                    .await("the live player", "document.querySelector('video').readyState >= 2");
            browser.run("document.querySelector('video').play()");
            browser.await("it plays", "document.querySelector('video').currentTime > 3");
            browser.run("document.querySelector('video').pause()");
            take("live");
        }
        live.ended();
        watch(whole, "completed");
        browser.dark(true);
        take("completed-dark");
        browser.dark(false);
        watch(holed, "holes");
        browser.phone();
        take("holes-phone");
        browser.desktop();
        browser.open("/watch/" + id(fails)).await("failed", "document.querySelector('.byline .pill.failed')");
        browser.run("sessionStorage.setItem('recording-service.admin-token', 'gallery-of-pictures')");
        browser.open("/watch/" + id(fails))
                .await(
                        "failed",
                        "document.querySelector('.byline .pill.failed') && !document.querySelector('.deeds').hidden");
        take("failed");
        browser.open("/watch/" + id(whole))
                .await("deeds", "!document.querySelector('.deeds').hidden")
                .click(".delete");
        browser.await("the question", "document.querySelector('.sure').open");
        take("delete");
        browser.open("/?q=nothing-like-it").await("nothing found", "!document.querySelector('.blank').hidden");
        take("not-found");
        browser.open("/watch/00000000-0000-0000-0000-000000000000")
                .await("404", "document.querySelector('h1').textContent.includes('no such')");
        take("gone");
        browser.open("/docs").await("the contract", "document.querySelectorAll('.opblock').length > 5");
        take("docs");
        browser.dark(true);
        take("docs-dark");
        browser.dark(false);
        browser.open("/").await("rows", "document.querySelectorAll('tbody tr[data-id]').length >= 6");
        recorder.stop();
        browser.await("the service is away", "!document.querySelector('main .problem').hidden");
        take("away");
    }

    private void watch(Stream stream, String name) throws IOException {
        browser.open("/watch/" + id(stream))
                .await(
                        "the player",
                        "document.querySelector('video').readyState >= 2"
                                + " && document.querySelectorAll('.facts dt').length > 6");
        browser.run("document.querySelector('video').currentTime = 21");
        browser.await(
                "it is there",
                "!document.querySelector('video').seeking && document.querySelector('video').readyState >= 2");
        pictures();
        take(name);
    }

    /** 256 colours are enough, and a third of the bytes. */
    private static void shrink(Path from, Path to) throws IOException {
        try {
            int exit = new ProcessBuilder(
                            Ffmpeg.encoder().toString(),
                            "-loglevel",
                            "error",
                            "-nostdin",
                            "-y",
                            "-i",
                            from.toString(),
                            "-vf",
                            "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=dither=none",
                            to.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IOException("ffmpeg exit " + exit);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pictures() {
        browser.await("pictures", "[...document.images].every(image => image.complete)");
    }

    private void title(String key, String title) {
        recorder.sql("UPDATE recording_capture SET title = ? WHERE stream_key = ?", title, key);
    }

    private String id(Stream stream) {
        return stream.recording().path("id").asText();
    }

    private void take(String name) throws IOException {
        take(browser, folder, name);
    }

    private static void take(Browser browser, Path folder, String name) throws IOException {
        Path file = Files.write(folder.resolve(name + ".png"), browser.picture());
        if (SHOWN.contains(name)) {
            shrink(file, Path.of("docs", "images", name + ".png"));
        }
        System.out.println("gallery | " + name + " " + browser.complaints() + " obstacles " + browser.obstacles());
    }
}
