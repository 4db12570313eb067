package streaming.recording.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import streaming.recording.embedded.Broadcast;
import streaming.recording.embedded.Segments;
import streaming.recording.support.Browser;
import streaming.recording.support.Losses;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** The page as people have it: in a real Chromium, over real recordings. */
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTest {

    private static final List<Path> SEGMENTS =
            Segments.of(Duration.ofSeconds(24)).make();
    private static final String HOSTILE =
            "<img src=x onerror=\"window.hit=1\"><script>window.hit=1</script> ${7*7} \u202e";

    private Recorder recorder;
    private Browser browser;
    private Stream whole;
    private Stream holed;
    private Stream failed;

    @BeforeAll
    void record(RealParts parts) {
        recorder = parts.recorder().with("ADMIN_TOKEN", "secret-of-the-page").start();
        browser = Browser.on(recorder);
        failed = Stream.on(recorder, "night").started().ended();
        holed = Stream.on(recorder, "stage")
                .started()
                .putAll(SEGMENTS.subList(0, 5))
                .putAll(SEGMENTS.subList(7, 12))
                .ended();
        whole = Stream.on(recorder, "studio").started().putAll(SEGMENTS).ended();
        failed.awaitFailed();
        holed.awaitCompleted();
        whole.awaitCompleted();
        recorder.sql("UPDATE recording_capture SET title = ? WHERE stream_key = 'studio'", HOSTILE);
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.close();
        }
        recorder.close();
    }

    @AfterEach
    void nothing_was_complained_of_and_no_other_host_asked() {
        if (browser != null) {
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.hosts()).isSubsetOf("localhost", "127.0.0.1");
        }
    }

    @Test
    void the_list_shows_every_recording_newest_first_and_says_how_complete_it_is() {
        browser.open("/").await("three rows", "document.querySelectorAll('tr[data-id]').length >= 3");

        assertThat(order()).containsSubsequence(id(whole), id(holed), id(failed));
        assertThat(row(whole, ".pill")).isEqualTo("Completed");
        assertThat(row(whole, ".duration")).isEqualTo("0:24");
        assertThat(row(whole, ".said")).isEqualTo("Complete");
        assertThat(row(holed, ".said")).isEqualTo("1 hole, 4 s missing");
        assertThat(browser.number(
                        "parseFloat(document.querySelector('tr[data-id=\"" + id(holed) + "\"] .track i').style.left)"))
                .isBetween(40.0, 43.5);
        assertThat(row(failed, ".pill")).isEqualTo("Failed");
        assertThat(row(failed, ".error")).isEqualTo("No segment was captured");
    }

    @Test
    void a_title_is_text_whatever_is_in_it() {
        browser.open("/watch/" + id(whole))
                .await("the title", "document.querySelector('h1').textContent.startsWith('<img')");
        assertThat(browser.run("return document.querySelector('h1').textContent"))
                .isEqualTo(HOSTILE);

        browser.open("/")
                .await(
                        "the title",
                        "document.querySelector('tr[data-id=\"" + id(whole)
                                + "\"] a')?.textContent.startsWith('<img')");
        assertThat(browser.run("return window.hit ?? null")).isNull();
        assertThat(browser.number("document.querySelectorAll('main img[src=x]').length"))
                .isZero();
    }

    @Test
    void a_live_recording_is_on_top_ticks_and_plays_from_its_beginning_while_it_grows() {
        Stream live = Stream.on(recorder, "live").started();
        try (Broadcast broadcast = Broadcast.of(Duration.ofMinutes(5))
                .key("live")
                .bucket(recorder.segmentsBucket())
                .start(recorder.s3())) {
            live.awaitCaptured(3);
            browser.open("/")
                    .await(
                            "the live row",
                            "document.querySelector('tr[data-id=\"" + id(live)
                                    + "\"] .duration')?.textContent > '0:01'");
            assertThat(order().get(0)).isEqualTo(id(live));
            browser.await(
                    "its picture",
                    "document.querySelector('tr[data-id=\"" + id(live) + "\"] .poster img')?.naturalWidth === 640");
            assertThat(
                            browser.run(
                                    "const box = document.querySelector('.poster:has(img)').getBoundingClientRect();"
                                            + " return document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2).find(part => part.closest('.poster')).tagName"))
                    .as("the reel does not lie over it")
                    .isEqualTo("IMG");
            String before = row(live, ".duration");
            browser.await(
                    "it ticks",
                    "document.querySelector('tr[data-id=\"" + id(live) + "\"] .duration').textContent > '" + before
                            + "'");

            browser.click("tr[data-id='" + id(live) + "'] a")
                    .await("its own address", "location.pathname === '/watch/" + id(live) + "'");
            browser.await("it can be played", "document.querySelector('video').readyState >= 2")
                    .run("document.querySelector('video').play()");
            assertThat(browser.number("document.querySelector('video').currentTime"))
                    .isLessThan(4);
            browser.await("it plays", "document.querySelector('video').currentTime > 1");
            String frame = browser.frame();
            double length = browser.number("document.querySelector('video').duration");
            browser.await("it goes on", "document.querySelector('video').currentTime > 2.5");
            assertThat(browser.frame()).as("another picture").isNotEqualTo(frame);
            browser.await("the recording grows", "document.querySelector('video').duration > " + length + " + 1");
            broadcast.stop();
            broadcast.awaitEnd();
            live.ended();
            browser.await(
                    "it becomes the MP4",
                    "document.querySelector('.byline .pill').textContent === 'Completed'"
                            + " && document.querySelector('video').src.includes('live.mp4')");
        }
    }

    @Test
    void a_finished_recording_plays_from_its_mp4_at_any_speed_and_place() {
        browser.open("/watch/" + id(whole))
                .await("it can be played", "document.querySelector('video').readyState >= 2");
        browser.run("document.querySelector('video').play()");
        browser.await("it plays", "document.querySelector('video').currentTime > 0.5");
        String frame = browser.frame();
        browser.await("it goes on", "document.querySelector('video').currentTime > 2");
        assertThat(browser.frame()).as("another picture").isNotEqualTo(frame);

        browser.click(".on10").await("10 s on", "document.querySelector('video').currentTime > 11");
        browser.run("const s = document.querySelector('.speed'); s.value = '2'; s.dispatchEvent(new Event('change'))");
        assertThat(browser.number("document.querySelector('video').playbackRate"))
                .isEqualTo(2.0);
        assertThat(browser.text(".expires")).startsWith("Link works until");
        assertThat((String) browser.run("return document.querySelector('video').src"))
                .contains("studio.mp4", "X-Amz-Signature");
        assertThat(browser.text(".facts")).contains("12 of 12 captured", "720 of 720 packets");
    }

    @Test
    void a_hole_stands_on_the_timeline_and_is_where_one_goes() {
        browser.open("/watch/" + id(holed))
                .await(
                        "the hole",
                        "document.querySelectorAll('.timeline i').length === 1"
                                + " && document.querySelector('video').readyState >= 2");
        assertThat(browser.text(".holes")).contains("0:10", "4 s missing: segments 5 to 6 are missing");

        browser.click(".holes button")
                .await(
                        "it plays from before the hole",
                        "document.querySelector('video').currentTime >= 7"
                                + " && document.querySelector('video').currentTime < 10");
        browser.run("const t = document.querySelector('.timeline'); const b = t.getBoundingClientRect();"
                + "t.dispatchEvent(new MouseEvent('click', { clientX: b.left + b.width / 2, bubbles: true }))");
        browser.await("the middle", "Math.abs(document.querySelector('video').currentTime - 12) < 2");
    }

    @Test
    void one_comes_back_to_where_one_was_and_an_address_may_name_a_place() {
        browser.open("/watch/" + id(whole) + "?t=9")
                .await(
                        "the place of the address",
                        "document.querySelector('video').readyState >= 2 && document.querySelector('video').currentTime === 9");
        browser.run("document.querySelector('video').currentTime = 13");
        browser.await("it is there", "!document.querySelector('video').seeking")
                .await("it is remembered", "Object.values(localStorage).includes('13.0')");
        browser.open("/watch/" + id(whole))
                .await(
                        "the same place",
                        "document.querySelector('video').readyState >= 2 && document.querySelector('video').currentTime === 13");

        browser.run("document.querySelector('.timeline').focus()");
        browser.press(Keys.ARROW_LEFT)
                .await("5 s back", "document.querySelector('video').currentTime === 8")
                .press(Keys.HOME)
                .await("the beginning", "document.querySelector('video').currentTime === 0");
        assertThat(browser.run("return document.querySelector('.timeline').getAttribute('aria-valuetext')"))
                .isEqualTo("0:00 of 0:24");
        browser.run("localStorage.clear()");
    }

    @Test
    void a_video_that_cannot_be_read_any_more_goes_on_from_where_it_was() {
        browser.open("/watch/" + id(whole))
                .await("it can be played", "document.querySelector('video').readyState >= 2");
        browser.run("document.querySelector('video').currentTime = 7");
        browser.await(
                "it is there",
                "document.querySelector('video').currentTime === 7 && !document.querySelector('video').seeking");

        browser.run("document.querySelector('video').src = location.href");
        browser.await("it is said", "document.querySelector('.curtain h2').textContent === 'It cannot be played'")
                .click(".again");

        browser.await("it goes on", "document.querySelector('video').readyState >= 2");
        assertThat(browser.number("document.querySelector('video').currentTime"))
                .isEqualTo(7);
    }

    @Test
    void a_jump_to_the_content_changes_nothing_of_it() {
        browser.open("/watch/" + id(whole))
                .await("it can be played", "document.querySelector('video').readyState >= 2");
        browser.run("document.querySelector('video').dataset.kept = 'yes'; document.querySelector('.skip').click()");

        browser.await("the jump", "location.hash === '#main'");
        assertThat(browser.run("return document.querySelector('video').dataset.kept ?? null"))
                .isEqualTo("yes");
    }

    @Test
    void a_recording_in_doubt_says_why() {
        Stream lossy = Stream.on(recorder, "lossy")
                .started()
                .putAll(SEGMENTS.subList(0, 2))
                .put("segment_002.ts", Losses.oneIn(20, SEGMENTS.get(2)))
                .put(SEGMENTS.get(3))
                .ended();
        lossy.awaitCompleted();

        browser.open("/watch/" + id(lossy)).await("the doubt", "document.querySelector('.doubt')?.textContent !== ''");
        assertThat(browser.text(".doubt")).startsWith("In doubt: ").contains("are not in the MP4");
        browser.open("/")
                .await("the row", "document.querySelector('tr[data-id=\"" + id(lossy) + "\"] .said') !== null");
        assertThat(row(lossy, ".said")).isEqualTo("In doubt");
    }

    @Test
    void what_a_live_recording_lacks_is_said_while_it_is_live() {
        Stream live = Stream.on(recorder, "gap")
                .started()
                .putAll(SEGMENTS.subList(0, 3))
                .putAll(SEGMENTS.subList(4, 6))
                .awaitCaptured(5);

        browser.open("/watch/" + id(live)).await("the hole", "document.querySelector('.holes li button') !== null");
        assertThat(browser.text(".holes")).contains("0:06", "2 s missing: segment 3 is missing");
        assertThat(browser.text(".facts")).contains("83.36 % of the broadcast so far");
        recorder.sql(
                "UPDATE recording_capture SET last_segment_at = last_segment_at - interval '20 s' WHERE stream_key = 'gap'");
        browser.open("/")
                .await(
                        "the hole in the list",
                        "document.querySelector('tr[data-id=\"" + id(live)
                                + "\"] .said')?.textContent === 'So far 1 hole, 2 s missing, 1 missing segment'");
        assertThat(row(live, ".duration"))
                .as("no more than is captured")
                .isEqualTo("0:%02d".formatted(live.recording().path("duration").asInt()));
        live.ended().awaitCompleted();
    }

    @Test
    void what_is_missing_at_the_end_is_said_too() {
        Stream tail = Stream.on(recorder, "tail")
                .started()
                .putAll(SEGMENTS.subList(0, 2))
                .playlist("segment_000.ts", "segment_001.ts", "segment_002.ts", "#EXT-X-ENDLIST")
                .ended();
        tail.awaitCompleted();
        browser.open("/").await("the row", "document.querySelector('tr[data-id=\"" + id(tail) + "\"] .said') !== null");
        assertThat(row(tail, ".said")).isEqualTo("1 missing segment");

        browser.open("/watch/" + id(tail)).await("the timeline", "document.querySelector('.holes li') !== null");
        assertThat(browser.text(".holes")).isEqualTo("No hole between two segments, but 1 missing segment.");
    }

    @Test
    void one_finds_by_words_and_status_and_the_address_says_what() {
        browser.open("/")
                .await("rows", "document.querySelectorAll('tr[data-id]').length >= 3")
                .press("/")
                .press("STAG");
        browser.await("one is found", "document.querySelectorAll('tr[data-id]').length === 1");
        assertThat(browser.address()).isEqualTo("/?q=STAG");
        assertThat(order()).containsExactly(id(holed));

        browser.open("/?status=failed")
                .await("the failed one", "document.querySelectorAll('tr[data-id]').length === 1");
        assertThat(order()).containsExactly(id(failed));
        browser.open("/?q=" + id(whole).substring(0, 13))
                .await("by id", "document.querySelectorAll('tr[data-id]').length === 1");
        assertThat(order()).containsExactly(id(whole));
        browser.open("/?q=%25")
                .await("nothing", "document.querySelector('.blank h2').textContent === 'No recording matches'");
    }

    @Test
    void the_keyboard_is_enough() {
        browser.open("/?q=stage").await("a row", "document.querySelectorAll('tr[data-id]').length === 1");
        browser.run("document.querySelector('.filters a:last-child').focus()");
        browser.press(Keys.TAB).press(Keys.ENTER).await("it opens", "location.pathname === '/watch/" + id(holed) + "'");
        browser.await("it can be played", "document.querySelector('video').readyState >= 2");
        browser.run("document.getElementById('main').focus()");
        browser.press("l").await("10 s on", "document.querySelector('video').currentTime > 9");
    }

    @Test
    void an_administrator_deletes_and_is_asked_before() {
        Stream gone = Stream.on(recorder, "gone")
                .started()
                .putAll(SEGMENTS.subList(0, 2))
                .ended();
        gone.awaitCompleted();
        String id = id(gone);
        browser.open("/watch/" + id).await("the form", "!document.querySelector('.admin').hidden");
        browser.run("document.querySelector('.admin').open = true; document.querySelector('#token').value = 'a-guess';"
                + " document.querySelector('.token button').click()");
        browser.await(
                "it is not taken",
                "document.querySelector('.answer').textContent === 'The service rejected this token.'");
        assertThat(browser.complaints())
                .as("what the browser itself says of the answer")
                .allMatch(said -> said.contains("401"));
        browser.run(
                "document.querySelector('#token').value = 'secret-of-the-page'; document.querySelector('.token button').click()");
        browser.await("it is taken", "!document.querySelector('.deeds').hidden")
                .click(".delete")
                .await("the question", "document.querySelector('.sure').open")
                .press(Keys.ESCAPE);
        browser.await("it is still there", "!document.querySelector('.sure').open");
        assertThat(recorder.get("/recording/" + id).statusCode()).isEqualTo(200);

        browser.click(".delete")
                .await("the question", "document.querySelector('.sure').open")
                .click(".sure [value=yes]");

        browser.await("the list", "location.pathname === '/' && document.querySelectorAll('tr[data-id]').length >= 3");
        assertThat(recorder.get("/recording/" + id).statusCode()).isEqualTo(404);
        browser.run("sessionStorage.clear()");
    }

    @Test
    void a_thousand_recordings_are_turned_page_by_page() {
        recorder.sql(
                "INSERT INTO recordings (file_path, status, started_at) SELECT 'recordings/old' || n || '.mp4', 'completed',"
                        + " timestamp '2020-01-01' + n * interval '1 minute' FROM generate_series(1, 1000) n");
        try {
            browser.open("/").await("50 rows", "document.querySelectorAll('tr[data-id]').length === 50");
            List<String> first = order();

            browser.click(".pager .next")
                    .await(
                            "the next page",
                            "document.querySelector('.range').textContent.startsWith('51 to 100 of 1,0')");
            assertThat(order()).hasSize(50).doesNotContainAnyElementsOf(first);
            List<String> second = order();
            browser.click(".pager .next")
                    .await("the one after it", "document.querySelector('.range').textContent.startsWith('101 to 150')");
            browser.phone();
            assertThat(browser.number("document.documentElement.scrollWidth - innerWidth"))
                    .as("wider than the screen")
                    .isNotPositive();

            browser.desktop()
                    .click(".pager .newer")
                    .await("the second again", "document.querySelector('.range').textContent.startsWith('51 to 100')");
            assertThat(order()).isEqualTo(second);
            browser.click(".pager .newer")
                    .await(
                            "the first again",
                            "document.querySelector('tr[data-id]')?.dataset.id === '" + first.get(0) + "'");
            assertThat(browser.address()).isEqualTo("/");
            browser.run("history.back()");
            browser.await(
                    "the second again",
                    "document.querySelector('.range').textContent.startsWith('51 to 100')"
                            + " && document.querySelector('.pager .newer[href]')");
            browser.run("sessionStorage.clear(); location.reload()");
            browser.await(
                    "the second, without the way there",
                    "document.querySelector('.range').textContent.startsWith('51 to 100')"
                            + " && document.querySelector('.pager .first[href]') && !document.querySelector('.pager .newer[href]')");
        } finally {
            browser.desktop();
            recorder.sql("DELETE FROM recordings WHERE file_path LIKE 'recordings/old%'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"desktop", "tablet", "phone", "narrow", "dark"})
    void nobody_is_kept_out(String kind) {
        switch (kind) {
            case "phone" -> browser.phone();
            case "narrow" -> browser.narrow();
            case "tablet" -> browser.tablet();
            case "dark" -> browser.dark(true);
            default -> browser.desktop();
        }
        try {
            browser.open("/").await("rows", "document.querySelectorAll('tr[data-id]').length >= 3");
            assertThat(browser.obstacles()).isEmpty();
            assertThat(browser.number("document.documentElement.scrollWidth - innerWidth"))
                    .as("wider than the screen")
                    .isNotPositive();
            assertThat(
                            browser.number(
                                    "document.querySelector('.filters a:last-child').getBoundingClientRect().right - innerWidth"))
                    .as("the last status out of sight")
                    .isNotPositive();
            browser.open("/watch/" + id(holed))
                    .await(
                            "the report",
                            "document.querySelectorAll('.facts dt').length > 6"
                                    + " && document.querySelectorAll('.timeline i').length === 1");
            assertThat(browser.obstacles()).isEmpty();
            assertThat(browser.number("document.documentElement.scrollWidth - innerWidth"))
                    .as("wider than the screen")
                    .isNotPositive();
            browser.open("/watch/" + id(failed))
                    .await(
                            "the reason",
                            "document.querySelector('.curtain p').textContent === 'No segment was captured'");
            assertThat(browser.obstacles()).isEmpty();
            browser.open("/docs").await("the operations", "document.querySelectorAll('.opblock').length > 8");
            assertThat(browser.obstacles()).isEmpty();
        } finally {
            browser.desktop().dark(false);
        }
    }

    @Test
    void the_contract_can_be_read() {
        browser.open("/docs").await("the operations", "document.querySelectorAll('.opblock').length > 8");

        assertThat(browser.text("#contract")).contains("/webhook/stream", "/recording/{id}/playlist.m3u8");
        assertThat(browser.number("document.querySelectorAll('#operations-Administration-reconcile').length"))
                .isEqualTo(1);
        String light = (String) browser.run("return getComputedStyle(document.documentElement).backgroundColor");
        try {
            browser.dark(true)
                    .await(
                            "it is dark",
                            "getComputedStyle(document.documentElement).backgroundColor !== '" + light + "'");
        } finally {
            browser.dark(false);
        }
    }

    @Test
    void an_address_of_nothing_is_a_page_for_people_and_json_for_others() {
        browser.open("/nope")
                .await("it is said", "document.querySelector('main h1')?.textContent === 'There is no such page'");

        assertThat(browser.complaints()).allMatch(said -> said.contains("404"));
        assertThat(recorder.get("/nope").body()).isEqualTo("{\"error\":\"Not found\"}");
    }

    @Test
    void what_has_not_changed_is_not_sent_again_and_the_rest_is_packed() throws Exception {
        String list = "/overview?limit=50";
        HttpResponse<byte[]> packed = raw(list, "Accept-Encoding", "gzip");
        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .hasSizeGreaterThan(packed.body().length);
        String etag = packed.headers().firstValue("ETag").orElseThrow();

        HttpResponse<byte[]> again = raw(list, "If-None-Match", etag);

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        String html = new String(raw("/", "Accept", "text/html").body(), StandardCharsets.UTF_8);
        Matcher script = Pattern.compile("src=\"(/web/[0-9a-f]{16}/main.js)\"").matcher(html);
        assertThat(script.find()).isTrue();
        HttpResponse<byte[]> kept = raw(script.group(1), "Accept-Encoding", "gzip");
        assertThat(kept.headers().firstValue("Cache-Control")).contains("max-age=31536000, immutable");
        assertThat(kept.headers().firstValue("Content-Encoding")).contains("gzip");
        for (String file : List.of("/", script.group(1))) {
            String known = raw(file, "Accept", "text/html")
                    .headers()
                    .firstValue("ETag")
                    .orElseThrow();
            assertThat(raw(file, "If-None-Match", known).statusCode()).as(file).isEqualTo(304);
        }
        Matcher module = Pattern.compile("from \"\\./([a-z]+\\.js)\"")
                .matcher(recorder.get("/web/watch.js").body()
                        + recorder.get("/web/list.js").body()
                        + recorder.get("/web/player.js").body());
        while (module.find()) {
            assertThat(html).as("loaded with the page").contains("/" + module.group(1) + "\"");
        }
    }

    private HttpResponse<byte[]> raw(String path, String header, String value) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(recorder.uri(path))
                                .header(header, value)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void an_address_of_nothing_says_so() {
        browser.open("/watch/" + UUID.randomUUID())
                .await("it is said", "document.querySelector('h1').textContent === 'There is no such recording'");

        assertThat(browser.text(".byline")).isEqualTo("It was deleted, or the address is wrong.");
        assertThat(
                        browser.number(
                                "document.querySelector('.when').getBoundingClientRect().left - document.querySelector('h1').getBoundingClientRect().left"))
                .isZero();
        assertThat(browser.complaints())
                .as("but for what the browser itself says of the answer")
                .allMatch(said -> said.contains("404"));
    }

    @Test
    void the_tries_of_a_hand_over_are_one_event_in_plain_words() {
        browser.open("/watch/" + id(failed))
                .await("two tries", "/tried \\d+ times, first at/.test(document.querySelector('.events').innerText)");

        assertThat(browser.text(".events"))
                .containsOnlyOnce("A hand-over will be retried: stream-service")
                .contains("It does not answer; tried");
    }

    private String id(Stream stream) {
        return stream.recording().path("id").asText();
    }

    @SuppressWarnings("unchecked")
    private List<String> order() {
        return (List<String>)
                browser.run("return [...document.querySelectorAll('tr[data-id]')].map(row => row.dataset.id)");
    }

    private String row(Stream stream, String selector) {
        return browser.text("tr[data-id='" + id(stream) + "'] " + selector);
    }
}
