package streaming.recording.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import streaming.recording.embedded.Segments;
import streaming.recording.support.Browser;
import streaming.recording.support.Link;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/**
 * What the page costs its reader, in a real Chromium: the first load and the next one of the list and of a watch page,
 * over a line on which each packet takes 50 ms; and {@code bench.duration} (1 min) of each in which nothing happens.
 * The list has 50 finished recordings. Bytes are counted on the line, both ways, heads of requests and answers with
 * them.
 */
final class PageBenchmark {

    private static final Duration LATENCY = Duration.ofMillis(50);
    private static final Duration IDLE = Bench.duration("bench.duration", "1m");
    private static final int ROWS = Bench.number("bench.rows", 50);
    private static final List<Path> SHOW = Segments.of(Duration.ofSeconds(24)).make();

    private final Browser browser;
    private final Link link;
    private final Table loads =
            new Table("", "requests", "kB of the page", "kB of data", "files in a row", "ms until shown");
    private final Table idles = new Table("a minute in which nothing happens", "requests", "kB sent", "kB received");

    private PageBenchmark(Browser browser, Link link) {
        this.browser = browser;
        this.link = link;
    }

    static void run() throws Exception {
        try (RealParts parts = new RealParts();
                Recorder recorder =
                        parts.recorder().with("STREAM_SERVICE_URL", "").start();
                Link link = new Link(recorder.uri("/").getPort());
                Browser browser = Browser.at(URI.create("http://localhost:" + link.port() + "/"))) {
            Stream show = Stream.on(recorder, "show").started().putAll(SHOW).ended();
            String watched = "/watch/" + show.awaitCompleted().path("id").asText();
            show.awaitStory("ffmpeg.poster");
            recorder.sql(
                    """
                    WITH made AS (
                        INSERT INTO recordings (stream_id, file_path, duration, file_size, status, started_at, completed_at)
                        SELECT gen_random_uuid(), 'recordings/show-' || i || '.mp4', 24, 9742718, 'completed',
                               timestamp '2026-01-01' + i * interval '5 h', timestamp '2026-01-01' + i * interval '6 h'
                        FROM generate_series(1, ?) i RETURNING id)
                    INSERT INTO recording_capture (recording_id, stream_key, title, bucket, prefix, started_event_id,
                                                   started_event_at, capture_since, ended_at, report)
                    SELECT made.id, 'broadcaster-' || made.id, 'A show with a title of usual length', bucket, prefix,
                           started_event_id, started_event_at, capture_since, ended_at, report
                    FROM made, recording_capture WHERE stream_key = 'show'""",
                    ROWS - 1);
            new PageBenchmark(browser, link).measure(watched);
        }
    }

    private void measure(String watched) {
        String rows = "document.querySelectorAll('tr[data-id]').length === " + ROWS;
        String report = "document.querySelectorAll('.facts dt').length > 6";
        link.latency(LATENCY);
        load("the list, for the first time", "/", rows);
        load("a watch page after it", watched, report);
        load("the list again", "/", rows);
        browser.forget();
        load("a watch page, for the first time", watched, report);
        link.mend();
        idle("the list, " + ROWS + " rows", "/", rows);
        idle("a watch page", watched, report);
        loads.print();
        idles.print();
    }

    private void load(String name, String path, String shown) {
        browser.open("about:blank").requests();
        double start = System.nanoTime();
        browser.open(path).await(name, shown);
        double shownAfter = (System.nanoTime() - start) / 1e6;
        List<Browser.Request> requests = browser.requests().stream()
                .filter(one -> one.bytes() > 0 && !one.path().endsWith(".mp4"))
                .toList();
        long page = bytes(requests, true);
        long data = bytes(requests, false);
        loads.row(name, requests.size(), page / 1e3, data / 1e3, inRow(requests), shownAfter);
        requests.forEach(one -> Bench.say("%s: %s, %d bytes", name, one.path(), one.bytes()));
    }

    private static long bytes(List<Browser.Request> requests, boolean page) {
        return requests.stream()
                .filter(one -> isPage(one) == page)
                .mapToLong(Browser.Request::bytes)
                .sum();
    }

    private static boolean isPage(Browser.Request request) {
        return request.path().matches("/|/watch/[^/]*|/web/.*");
    }

    /**
     * How many files of the page are asked for one after the other, since a file names the next one. The icon, which a
     * browser wants when all is shown, does not count.
     */
    private static int inRow(List<Browser.Request> requests) {
        Map<Browser.Request, Integer> places = new HashMap<>();
        List<Browser.Request> page = requests.stream()
                .filter(one -> isPage(one) && !one.path().endsWith(".svg"))
                .toList();
        for (Browser.Request one : page) {
            places.put(
                    one,
                    1
                            + page.stream()
                                    .filter(other -> other.received() <= one.sent())
                                    .mapToInt(other -> places.getOrDefault(other, 0))
                                    .max()
                                    .orElse(0));
        }
        return places.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private void idle(String name, String path, String shown) {
        browser.open(path).await(name, shown);
        Bench.say("%s: %s in which nothing happens", name, IDLE);
        Pause.of(Duration.ofSeconds(20)); // pictures, and what is asked for seconds after a load
        browser.requests();
        long asked = link.asked();
        long answered = link.answered();
        Pause.of(IDLE);
        double minutes = IDLE.toMillis() / 60_000.0;
        idles.row(
                name,
                browser.requests().size() / minutes,
                (link.asked() - asked) / 1e3 / minutes,
                (link.answered() - answered) / 1e3 / minutes);
    }
}
