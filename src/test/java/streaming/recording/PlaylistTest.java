package streaming.recording;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.io.ByteArrayOutputStream;
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
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Segments;
import streaming.recording.storage.SegmentStore;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** The playlist decides what belongs and in which order, whatever it is called and however its lines are written. */
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlaylistTest {

    private static final List<Path> TEN_SECONDS =
            Segments.of(Duration.ofSeconds(10)).make();
    private static final List<Path> OTHERS =
            Segments.of(Duration.ofSeconds(10)).size(160, 90).tone(880).make();
    private static final List<Path> PICTURES =
            Segments.of(Duration.ofSeconds(10)).withoutAudio().make();
    private static final List<Path> SOUNDS =
            Segments.of(Duration.ofSeconds(10)).withoutVideo().make();
    private static final List<String> BY_NAME = List.of("alpha.ts", "bravo.ts", "charlie.ts", "delta.ts", "echo.ts");
    /** In the order of the broadcast. */
    private static final List<String> SHUFFLED = List.of("delta.ts", "alpha.ts", "charlie.ts", "bravo.ts", "echo.ts");

    private static final Path SLATE =
            Segments.of(Duration.ofSeconds(2)).tone(880).make().get(0);
    private static final List<String> WITH_SLATE = List.of(
            "segment_000.ts",
            "segment_001.ts",
            "slate.ts",
            "segment_002.ts",
            "slate.ts",
            "segment_003.ts",
            "segment_004.ts",
            "slate.ts");

    private final Map<String, Stream> streams = new TreeMap<>();

    /** All at once, as each waits for its end. */
    @BeforeAll
    void broadcast(Recorder recorder) {
        shuffled(recorder, "CR LF", text -> text.replace("\n", "\r\n"));
        shuffled(recorder, "a byte order mark", text -> "\ufeff" + text);
        shuffled(
                recorder,
                "odd dates and durations",
                text -> text.replace(
                        "#EXTINF:2.0,", "#EXT-X-PROGRAM-DATE-TIME:2025-10-05 18:00\n#EXT-X-FOO\n#EXTINF:2,x"));
        shuffled(recorder, "./names", text -> text.replaceAll("(?m)^(\\w+\\.ts)", "./$1"));
        shuffled(
                recorder,
                "absolute addresses",
                text -> text.replaceAll("(?m)^(\\w+\\.ts)", "https://cdn.example.com/live/x/$1?token=a/b"));
        stream(recorder, "gzip", stream -> {
            put(stream, BY_NAME, SHUFFLED);
            stream.put("playlist.m3u8", gzip(playlist(SHUFFLED)));
        });
        stream(recorder, "index.m3u8", stream -> {
            put(stream, BY_NAME, SHUFFLED);
            stream.put("index.m3u8", bytes(playlist(SHUFFLED)));
        });
        List<String> hashes =
                List.of("2c7c1a727ad2.ts", "16d4afa270ff.ts", "d43134cb1ce3.ts", "316d9aadffdc.ts", "15da3daa6896.ts");
        stream(recorder, "hashes as names", stream -> {
            put(stream, hashes.stream().sorted().toList(), hashes);
            stream.put("playlist.m3u8", bytes(playlist(hashes)));
        });
        stream(recorder, "folders by date", stream -> {
            List<String> names = numbered("2025/10/05/segment_");
            put(stream, names, names);
            stream.put("playlist.m3u8", bytes(playlist(names)));
        });
        stream(recorder, "folders by hour, each numbered from zero", stream -> {
            List<String> names = List.of(
                    "18/segment_000.ts",
                    "18/segment_001.ts",
                    "18/segment_002.ts",
                    "19/segment_000.ts",
                    "19/segment_001.ts");
            put(stream, names, names);
            stream.put("playlist.m3u8", bytes(playlist(names)));
        });
        stream(recorder, "playlist.m3u8 is the multivariant one", stream -> {
            stream.put(
                    "playlist.m3u8",
                    bytes("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=300000,RESOLUTION=160x90\n360p/playlist.m3u8\n"
                            + "#EXT-X-STREAM-INF:BANDWIDTH=600000,RESOLUTION=320x180\n720p/playlist.m3u8\n"));
            put(stream, numbered("720p/segment_"), numbered("720p/segment_"));
            stream.put("720p/playlist.m3u8", bytes(playlist(numbered("segment_"))));
        });
        stream(recorder, "renditions two folders deep, by absolute addresses", stream -> {
            stream.put(
                    "master.m3u8",
                    bytes(("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=300000,RESOLUTION=160x90\nvideo/low/index.m3u8\n"
                                    + "#EXT-X-STREAM-INF:BANDWIDTH=600000,RESOLUTION=320x180\nvideo/high/index.m3u8\n")
                            .replace("video/", "https://cdn.example.com/x/" + stream.key() + "/video/")));
            for (int i = 0; i < 5; i++) {
                stream.put("video/low/" + numbered("segment_").get(i), OTHERS.get(i));
            }
            stream.put("video/low/index.m3u8", bytes(playlist(numbered("segment_"))));
            put(stream, numbered("video/high/segment_"), numbered("video/high/segment_"));
            stream.put("video/high/index.m3u8", bytes(playlist(numbered("segment_"))));
        });
        stream(recorder, "all in a folder of its own", stream -> {
            put(stream, numbered("hls/segment_"), numbered("hls/segment_"));
            stream.put("hls/live.m3u8", bytes(playlist(numbered("segment_"))));
        });
        stream(recorder, "byte ranges of one object", stream -> {
            stream.put("whole.ts", joined(TEN_SECONDS));
            stream.put("playlist.m3u8", bytes(ranges(TEN_SECONDS)));
        });
        stream(recorder, "hashes as names, and media sequences that start again", stream -> {
            put(stream, hashes.subList(0, 3), hashes);
            stream.put("playlist.m3u8", bytes(playlist(hashes.subList(0, 3)).replace("#EXT-X-ENDLIST\n", "")));
            stream.awaitCaptured(3);
            put(stream, hashes.subList(3, 5), hashes);
            stream.put("playlist.m3u8", bytes(playlist(hashes.subList(3, 5))));
        });
        stream(recorder, "sound in a rendition of its own", stream -> {
            stream.put(
                    "master.m3u8",
                    bytes(
                            "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",DEFAULT=YES,URI=\"audio/playlist.m3u8\"\n"
                                    + "#EXT-X-STREAM-INF:BANDWIDTH=600000,RESOLUTION=320x180,AUDIO=\"a\"\nvideo/playlist.m3u8\n"));
            for (int i = 0; i < 5; i++) {
                stream.put("video/segment_00" + i + ".ts", PICTURES.get(i));
            }
            for (int i = 0; i < SOUNDS.size(); i++) {
                stream.put("audio/segment_00" + i + ".ts", SOUNDS.get(i));
            }
            stream.put("video/playlist.m3u8", bytes(playlist(numbered("segment_"))));
            List<String> sounds = new ArrayList<>(numbered("segment_"));
            sounds.add("segment_005.ts");
            assertThat(SOUNDS).hasSameSizeAs(sounds);
            stream.put("audio/playlist.m3u8", bytes(playlist(sounds)));
        });
        stream(recorder, "a slate at three places", stream -> {
            stream.put("slate.ts", SLATE);
            put(stream, numbered("segment_"), numbered("segment_"));
            stream.put("playlist.m3u8", bytes(withSlate(0, 7)));
        });
        stream(recorder, "a slate at three places of a window that slides", stream -> {
            stream.put("slate.ts", SLATE);
            put(stream, numbered("segment_").subList(0, 2), numbered("segment_"));
            stream.put("playlist.m3u8", bytes(withSlate(0, 2))).awaitCaptured(3);
            put(stream, numbered("segment_").subList(2, 4), numbered("segment_"));
            stream.put("playlist.m3u8", bytes(withSlate(3, 5))).awaitCaptured(6);
            put(stream, numbered("segment_").subList(4, 5), numbered("segment_"));
            stream.put("playlist.m3u8", bytes(withSlate(5, 7)));
        });
        stream(recorder, "media sequences that start again, and names that go on", stream -> {
            List<String> names = numbered("segment_");
            put(stream, names.subList(0, 3), names);
            stream.put("playlist.m3u8", bytes(playlist(names.subList(0, 3)).replace("#EXT-X-ENDLIST\n", "")));
            stream.awaitCaptured(3);
            put(stream, names.subList(3, 5), names);
            stream.put("playlist.m3u8", bytes(playlist(names.subList(3, 5))));
        });
        stream(recorder, "media sequences and names that start again", stream -> {
            List<String> names = numbered("segment_");
            put(stream, names.subList(0, 2), names);
            stream.put("playlist.m3u8", bytes(playlist(names.subList(0, 2)).replace("#EXT-X-ENDLIST\n", "")));
            stream.awaitCaptured(2);
            for (int i = 0; i < 3; i++) {
                stream.put(names.get(i), TEN_SECONDS.get(i + 2));
            }
            stream.put("playlist.m3u8", bytes(playlist(names.subList(0, 3))));
        });
        stream(recorder, "another rendition in the same folder", stream -> {
            for (int i = 0; i < 5; i++) {
                stream.put("live_720p000" + i + ".ts", TEN_SECONDS.get(i));
                stream.put("live_360p000" + i + ".ts", OTHERS.get(i));
            }
            stream.awaitCaptured(10);
            stream.put("playlist.m3u8", bytes(playlist(numbered("live_720p0"))));
        });
        stream(recorder, "parts of low-latency HLS", stream -> {
            for (int i = 0; i < 5; i++) {
                stream.put("filePart" + i + ".0.ts", OTHERS.get(i));
                stream.put("filePart" + i + ".1.ts", OTHERS.get(i));
                stream.put("fileSequence" + i + ".ts", TEN_SECONDS.get(i));
            }
            List<String> names = List.of(
                    "fileSequence0.ts", "fileSequence1.ts", "fileSequence2.ts", "fileSequence3.ts", "fileSequence4.ts");
            stream.put("playlist.m3u8", bytes(playlist(names)));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CR LF",
                "a byte order mark",
                "odd dates and durations",
                "./names",
                "absolute addresses",
                "gzip",
                "index.m3u8",
                "hashes as names",
                "folders by date",
                "folders by hour, each numbered from zero",
                "playlist.m3u8 is the multivariant one",
                "renditions two folders deep, by absolute addresses",
                "all in a folder of its own",
                "byte ranges of one object",
                "hashes as names, and media sequences that start again",
                "another rendition in the same folder",
                "parts of low-latency HLS"
            })
    void the_recording_is_what_the_playlist_lists(String what) {
        Stream stream = streams.get(what);
        stream.awaitCompleted();

        Decoded mp4 = Decoded.of(stream.mp4());
        assertThat(mp4.video()).isEqualTo(Decoded.of(TEN_SECONDS).video());
        assertThat(mp4.audio()).isEqualTo(Decoded.of(TEN_SECONDS).audio());
        assertThat(stream.report().at("/report/order").asText()).isEqualTo("by playlist");
        assertThat(stream.report().at("/report/coverage").asDouble()).isEqualTo(100);
        assertThat(stream.report().at("/report/segments/missing").asInt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "media sequences that start again, and names that go on",
                "media sequences and names that start again"
            })
    void a_publisher_that_counts_again_is_recorded_before_and_after(String what) {
        Stream stream = streams.get(what);
        stream.awaitCompleted();

        Decoded mp4 = Decoded.of(stream.mp4());
        assertThat(mp4.video()).isEqualTo(Decoded.of(TEN_SECONDS).video());
        assertThat(mp4.audio()).isEqualTo(Decoded.of(TEN_SECONDS).audio());
        assertThat(stream.report().at("/report/coverage").asDouble()).isEqualTo(100);
        assertThat(stream.report().at("/report/doubts")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a slate at three places", "a slate at three places of a window that slides"})
    void an_object_is_recorded_at_each_of_its_places(String what) {
        Stream stream = streams.get(what);
        stream.awaitCompleted();

        List<String> pictures = new ArrayList<>();
        for (String name : WITH_SLATE) {
            Path file = name.equals("slate.ts")
                    ? SLATE
                    : TEN_SECONDS.get(numbered("segment_").indexOf(name));
            pictures.addAll(Decoded.of(List.of(file)).video());
        }
        assertThat(Decoded.of(stream.mp4()).video()).isEqualTo(pictures);
        assertThat(stream.report().at("/report/coverage").asDouble()).isEqualTo(100);
        assertThat(stream.report().at("/report/doubts")).isEmpty();
        assertThat(stream.report().at("/report/segments/missing").asInt()).isZero();
    }

    @Test
    void that_a_rendition_was_chosen_is_told_once(Recorder recorder) {
        Stream stream = streams.get("playlist.m3u8 is the multivariant one");
        stream.awaitCompleted();

        assertThat(recorder.sql(
                        "SELECT 1 FROM recording_event WHERE kind = 'rendition.chosen' AND stream_key = ?",
                        stream.key()))
                .hasSize(1);
    }

    @Test
    void sound_in_a_rendition_of_its_own_is_recorded_with_the_picture() {
        Stream stream = streams.get("sound in a rendition of its own");
        stream.awaitCompleted();

        Decoded mp4 = Decoded.of(stream.mp4());
        assertThat(mp4.video()).isEqualTo(Decoded.of(PICTURES).video());
        assertThat(mp4.audio()).isEqualTo(Decoded.of(SOUNDS).audio());
        assertThat(stream.report().at("/report/coverage").asDouble()).isEqualTo(100);
        assertThat(stream.report().at("/report/doubts")).isEmpty();
        assertThat(stream.report().at("/report/segments/missing").asInt()).isZero();
    }

    @Test
    void what_was_captured_before_the_playlist_said_better_is_left_out_and_that_is_an_event() {
        Stream stream = streams.get("another rendition in the same folder");
        stream.awaitCompleted();

        assertThat(stream.awaitStory("segments.left-out").at("/object_keys").toString())
                .contains("live_360p0000.ts")
                .doesNotContain("720p");
    }

    /** Of two listings side by side the older one may have a segment fetched that was placed by the newer one since. */
    @Test
    void what_is_fetched_once_more_stays_where_the_playlist_put_it(Recorder recorder) {
        String key = streams.get("CR LF").key();
        streams.get("CR LF").awaitCompleted();
        String places = "SELECT object_key, sequence, media_sequence FROM recording_segment WHERE object_key LIKE ?"
                + " ORDER BY object_key";
        List<Map<String, Object>> before = recorder.sql(places, key + "/%");
        assertThat(before).hasSize(5).noneMatch(row -> row.get("media_sequence") == null);

        recorder.sql(
                "SELECT keep_segment(c, jsonb_populate_record(s, '{\"media_sequence\": null, \"sequence\": 0}'), NULL)::text"
                        + " FROM recording_capture c JOIN recording_segment s USING (recording_id) WHERE c.stream_key = ?",
                key);

        assertThat(recorder.sql(places, key + "/%")).isEqualTo(before);
    }

    @Test
    void a_gap_that_the_publisher_tells_of_is_the_cause_of_the_hole(Recorder recorder) {
        Stream stream = Stream.on(recorder).started();
        List<String> names = numbered("segment_");
        for (int i : new int[] {0, 1, 3, 4}) {
            stream.put(names.get(i), TEN_SECONDS.get(i));
        }
        stream.put(
                "playlist.m3u8",
                bytes(playlist(names)
                        .replace("#EXTINF:2.0,\n" + names.get(2), "#EXT-X-GAP\n#EXTINF:2.0,\n" + names.get(2))));
        stream.ended().awaitCompleted();

        assertThat(stream.report().at("/report/holes/0/cause").asText())
                .contains("the publisher says that there is none (EXT-X-GAP)");
    }

    @Test
    void a_playlist_that_is_of_no_use_is_a_doubt(Recorder recorder) {
        Stream unreadable = Stream.on(recorder).started().putAll(TEN_SECONDS);
        unreadable.put("playlist.m3u8", bytes("<html>404</html>")).ended();
        Stream elsewhere = Stream.on(recorder).started().putAll(TEN_SECONDS);
        elsewhere
                .put("playlist.m3u8", bytes(playlist(List.of("x1.ts", "x2.ts")).replace("#EXT-X-ENDLIST\n", "")))
                .ended();

        Stream twice = Stream.on(recorder).started().putAll(TEN_SECONDS);
        List<String> slate = new ArrayList<>(numbered("segment_"));
        slate.add(3, slate.get(1));
        twice.put("playlist.m3u8", bytes(playlist(slate))).ended();

        for (Stream stream : List.of(unreadable, elsewhere, twice)) {
            stream.awaitCompleted();
            assertThat(Decoded.of(stream.mp4()).video())
                    .isEqualTo(Decoded.of(TEN_SECONDS).video());
            assertThat(stream.report().at("/report/doubts/0/code").asText()).isEqualTo("playlist-not-understood");
        }
        assertThat(unreadable.report().at("/report/doubts/0/text").asText()).contains("cannot be read");
        assertThat(elsewhere.report().at("/report/doubts/0/text").asText()).contains("none of the segments");
        assertThat(twice.report().at("/report/doubts/0/text").asText())
                .contains("segment_001.ts at more than one place");
    }

    /**
     * A window of three slides over the broadcast: polls follow it, and list the bucket only where that is not enough.
     */
    @Test
    @Tag("long")
    void between_two_listings_the_playlist_is_followed_by_conditional_requests(RealParts parts) {
        List<Path> broadcast = Segments.of(Duration.ofSeconds(24)).make();
        WireMockServer proxy =
                new WireMockServer(WireMockConfiguration.options().dynamicPort().preserveHostHeader(true));
        proxy.start();
        proxy.stubFor(any(anyUrl())
                .willReturn(aResponse().proxiedFrom(parts.s3().endpoint().toString())));
        try (Recorder recorder = parts.recorder()
                .with("MINIO_ENDPOINT", "localhost:" + proxy.port())
                .start()) {
            Stream stream = Stream.on(recorder).started();
            for (int i = 0; i < broadcast.size(); i++) {
                stream.put(String.format("segment_%03d.ts", i), broadcast.get(i));
                stream.put("playlist.m3u8", bytes(window(Math.max(0, i - 2), i)));
                stream.awaitCaptured(i + 1);
            }
            stream.ended().awaitCompleted();

            assertThat(Decoded.of(broadcast).difference(Decoded.of(stream.mp4())))
                    .isEmpty();
            List<ServeEvent> asked = proxy.getAllServeEvents().stream()
                    .filter(event -> event.getRequest().getUrl().contains(stream.key()))
                    .sorted(Comparator.comparing(event -> event.getRequest().getLoggedDate()))
                    .toList();
            assertThat(asked).anyMatch(event -> event.getRequest().containsHeader("If-None-Match"));
            SegmentStore store = new SegmentStore(recorder.s3());
            String key = stream.key() + "/playlist.m3u8";
            String etag =
                    store.find(recorder.segmentsBucket(), key).orElseThrow().etag();
            assertThat(store.findNewer(recorder.segmentsBucket(), key, etag)).containsSame(SegmentStore.UNCHANGED);
            List<String> kinds = asked.stream()
                    .map(event -> event.getRequest().getUrl())
                    .map(url -> url.contains("list-type") ? "listing" : url.contains(".ts") ? "segment" : "playlist")
                    .toList();
            assertThat(String.join(" ", kinds)).containsPattern("segment( playlist)+ segment");
        } finally {
            proxy.stop();
        }
    }

    private static String window(int first, int last) {
        StringBuilder text =
                new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:" + first + "\n");
        for (int i = first; i <= last; i++) {
            text.append(String.format("#EXTINF:2.0,\nsegment_%03d.ts\n", i));
        }
        return text.toString();
    }

    private void shuffled(Recorder recorder, String what, java.util.function.UnaryOperator<String> written) {
        stream(recorder, what, stream -> {
            put(stream, BY_NAME, SHUFFLED);
            stream.put("playlist.m3u8", bytes(written.apply(playlist(SHUFFLED))));
        });
    }

    private void stream(Recorder recorder, String what, Consumer<Stream> puts) {
        Stream stream = Stream.on(recorder).started();
        puts.accept(stream);
        streams.put(what, stream.ended());
    }

    /** Uploads in one order what was broadcast in another. */
    private static void put(Stream stream, List<String> uploads, List<String> broadcast) {
        uploads.forEach(name -> stream.put(name, TEN_SECONDS.get(broadcast.indexOf(name))));
    }

    private static List<String> numbered(String stem) {
        return java.util.stream.IntStream.range(0, 5)
                .mapToObj(i -> stem + String.format("%03d.ts", i))
                .toList();
    }

    private static String playlist(List<String> uris) {
        StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n");
        uris.forEach(uri -> text.append("#EXTINF:2.0,\n").append(uri).append('\n'));
        return text.append("#EXT-X-ENDLIST\n").toString();
    }

    /** Those of a broadcast with slates: the last window of it ends the broadcast. */
    private static String withSlate(int first, int last) {
        StringBuilder text =
                new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:" + first + "\n");
        for (int i = first; i <= last; i++) {
            boolean told = i > 0
                    && (WITH_SLATE.get(i).equals("slate.ts")
                            || WITH_SLATE.get(i - 1).equals("slate.ts"));
            text.append(told ? "#EXT-X-DISCONTINUITY\n" : "")
                    .append("#EXTINF:2.0,\n")
                    .append(WITH_SLATE.get(i))
                    .append('\n');
        }
        return text.append(last == WITH_SLATE.size() - 1 ? "#EXT-X-ENDLIST\n" : "")
                .toString();
    }

    private static String ranges(List<Path> segments) {
        StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n");
        long offset = 0;
        for (Path segment : segments) {
            long size = joined(List.of(segment)).length;
            text.append(String.format("#EXTINF:2.0,\n#EXT-X-BYTERANGE:%d@%d\nwhole.ts\n", size, offset));
            offset += size;
        }
        return text.append("#EXT-X-ENDLIST\n").toString();
    }

    private static byte[] joined(List<Path> segments) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (Path segment : segments) {
                all.write(Files.readAllBytes(segment));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
