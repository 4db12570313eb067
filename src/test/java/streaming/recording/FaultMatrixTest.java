package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Segments;
import streaming.recording.support.HostileSegments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/**
 * What goes wrong on the way of a broadcast, and what of it is in the MP4; expectations come from the source segments.
 */
@ExtendWith(RealParts.Extension.class)
class FaultMatrixTest {

    private static final List<Path> SOURCE = Segments.of(Duration.ofSeconds(20)).make();
    private static final List<Path> OTHER =
            Segments.of(Duration.ofSeconds(12)).tone(700).size(192, 108).make();
    private static final int LOST = 4;

    private final Recorder recorder;

    FaultMatrixTest(Recorder recorder) {
        this.recorder = recorder;
    }

    /** What lies in the bucket in the place of one segment of ten. */
    enum InPlaceOfASegment {
        NOTHING,
        ZERO_BYTES,
        HTML,
        GARBAGE,
        A_MAP_THAT_CHANGES_AT_EACH_PACKET;

        void put(Stream stream, String name) {
            switch (this) {
                case NOTHING -> {}
                case ZERO_BYTES -> stream.put(name, new byte[0]);
                case HTML ->
                    stream.put(
                            name, "<html><body>503 Service Unavailable</body></html>".getBytes(StandardCharsets.UTF_8));
                case GARBAGE -> {
                    byte[] bytes = new byte[50_000];
                    new Random(7).nextBytes(bytes);
                    stream.put(name, bytes);
                }
                case A_MAP_THAT_CHANGES_AT_EACH_PACKET -> stream.put(name, HostileSegments.mapThatChanges(1_000_000));
                default -> throw new IllegalStateException();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_rest_is_in_its_place_around_one_lost_segment(InPlaceOfASegment fault) {
        Stream stream = Stream.on(recorder).started();
        List<Path> rest = without(SOURCE, LOST);
        stream.putAll(rest);
        fault.put(stream, "segment_00" + LOST + ".ts");
        JsonNode recording = stream.ended().awaitCompleted();

        Decoded mp4 = Decoded.of(stream.mp4());
        assertThat(mp4.video()).isEqualTo(video(SOURCE.subList(0, LOST), SOURCE.subList(LOST + 1, 10)));
        assertThat(recording.path("duration").asLong())
                .as("the hole stays as time")
                .isEqualTo(20);
        JsonNode report = stream.report().path("report");
        assertThat(report.path("holes")).hasSize(1);
        JsonNode hole = report.path("holes").get(0);
        assertThat(hole.path("at").asDouble()).isCloseTo(8, within(0.1));
        assertThat(hole.path("length").asDouble()).isCloseTo(2, within(0.1));
        assertThat(hole.path("cause").asText())
                .contains(fault == InPlaceOfASegment.NOTHING ? "segment 4 is missing" : "segment_004.ts is damaged");
        assertThat(report.at("/segments/expected").asInt()).isEqualTo(10);
        assertThat(report.at("/segments/missing").asInt()).isEqualTo(fault == InPlaceOfASegment.NOTHING ? 1 : 0);
        assertThat(report.at("/segments/damaged").asInt()).isEqualTo(fault == InPlaceOfASegment.NOTHING ? 0 : 1);
        assertThat(report.path("coverage").asDouble()).isCloseTo(90, within(1.0));
    }

    @Test
    void of_a_truncated_segment_all_that_can_be_saved_is_saved_and_the_original_is_kept() throws IOException {
        byte[] whole = Files.readAllBytes(SOURCE.get(LOST));
        byte[] half = Arrays.copyOf(whole, whole.length / 2 / 188 * 188 + 77);
        Stream stream =
                Stream.on(recorder).started().putAll(without(SOURCE, LOST)).put("segment_004.ts", half);
        stream.ended().awaitCompleted();

        List<String> saved = Decoded.of(stream.mp4()).video();
        List<String> all = video(SOURCE);
        assertThat(saved.size()).isBetween(all.size() - 60 + 10, all.size() - 10);
        assertThat(saved.subList(0, 240)).isEqualTo(all.subList(0, 240));
        assertThat(saved.subList(saved.size() - 300, saved.size())).isEqualTo(all.subList(300, 600));
        assertThat(stream.report().at("/report/segments/damaged").asInt()).isEqualTo(1);
        Path folder = recorder.workFolder().resolve(stream.key());
        await().atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(folder.resolve("segment_000.ts")));
        assertThat(folder.resolve("segment_004.ts")).hasBinaryContent(half);
    }

    @Test
    void a_segment_that_came_twice_under_two_names_is_in_the_recording_once() {
        Stream stream = Stream.on(recorder).started().putAll(SOURCE).put("segment_010.ts", SOURCE.get(9));
        stream.ended().awaitCompleted();

        assertThat(Decoded.of(SOURCE).difference(Decoded.of(stream.mp4()))).isEmpty();
        assertThat(stream.report().at("/report/segments/duplicate").asInt()).isEqualTo(1);
    }

    @Test
    void a_publisher_that_reconnects_and_goes_on_numbering_makes_one_timeline() {
        Stream stream = Stream.on(recorder).started().putAll(SOURCE);
        for (int i = 0; i < OTHER.size(); i++) {
            stream.put(String.format("segment_%03d.ts", 10 + i), OTHER.get(i));
        }
        JsonNode recording = stream.ended().awaitCompleted();

        assertThat(Decoded.of(stream.mp4()).video()).isEqualTo(video(SOURCE, OTHER));
        assertThat(recording.path("duration").asLong()).isEqualTo(32);
        assertThat(stream.report().at("/report/runs")).hasSize(1);
        assertThat(stream.report().at("/report/coverage").asDouble()).isEqualTo(100);
    }

    @Test
    void a_publisher_that_reconnects_and_numbers_from_000_over_the_old_objects_loses_nothing() {
        Stream stream =
                Stream.on(recorder).started().putAll(SOURCE.subList(0, 4)).awaitCaptured(4);
        stream.putAll(OTHER).awaitCaptured(4 + OTHER.size());
        JsonNode recording = stream.ended().awaitCompleted();

        assertThat(Decoded.of(stream.mp4()).video()).isEqualTo(video(SOURCE.subList(0, 4), OTHER));
        assertThat(recording.path("duration").asLong()).isEqualTo(20);
    }

    @Test
    void a_playlist_with_a_discontinuity_and_names_without_numbers_gives_the_order() {
        Stream stream = Stream.on(recorder).started();
        String[] names = {"über uns.ts", "it's \"quoted\".ts", "fifty % off.ts", "hash#tag.ts"};
        List<String> lines = new ArrayList<>(List.of("#EXT-X-PLAYLIST-TYPE:EVENT"));
        for (int i = 0; i < names.length; i++) {
            stream.put(names[i], i < 2 ? SOURCE.get(i) : OTHER.get(i - 2));
            lines.addAll(i == 2 ? List.of("#EXT-X-DISCONTINUITY", names[i]) : List.of(names[i]));
        }
        lines.add("#EXT-X-ENDLIST");
        stream.playlist(lines.toArray(String[]::new)).ended().awaitCompleted();

        assertThat(Decoded.of(stream.mp4()).video()).isEqualTo(video(SOURCE.subList(0, 2), OTHER.subList(0, 2)));
    }

    @Test
    void segments_that_are_captured_before_the_playlist_lists_them_still_stand_where_it_says() {
        Stream stream = Stream.on(recorder).started();
        stream.put("gamma.ts", SOURCE.get(0))
                .awaitCaptured(1)
                .put("beta.ts", SOURCE.get(1))
                .awaitCaptured(2)
                .put("alpha.ts", SOURCE.get(2))
                .awaitCaptured(3);

        stream.playlist("alpha.ts", "beta.ts", "#EXT-X-DISCONTINUITY", "gamma.ts", "#EXT-X-ENDLIST")
                .ended()
                .awaitCompleted();

        assertThat(Decoded.of(stream.mp4()).video())
                .isEqualTo(video(SOURCE.subList(2, 3), SOURCE.subList(1, 2), SOURCE.subList(0, 1)));
    }

    @Test
    void a_change_of_the_audio_format_encodes_the_audio_again_and_says_so() {
        List<Path> cd = Segments.of(Duration.ofSeconds(8)).audio(44_100).make();
        Stream stream = Stream.on(recorder).started().putAll(SOURCE);
        for (int i = 0; i < cd.size(); i++) {
            stream.put(String.format("segment_%03d.ts", 10 + i), cd.get(i));
        }
        JsonNode recording = stream.ended().awaitCompleted();

        assertThat(Decoded.of(stream.mp4()).video()).isEqualTo(video(SOURCE, cd));
        assertThat(recording.path("duration").asLong()).isEqualTo(28);
        assertThat(stream.report().at("/report/audio_encoded_again").asBoolean())
                .isTrue();
    }

    /** Broadcasts that are healthy and not like the others. */
    enum Kind {
        NTSC(Segments.of(Duration.ofSeconds(8)).fps("30000/1001")),
        SIXTY(Segments.of(Duration.ofSeconds(12)).fps(60).segment(Duration.ofSeconds(6))),
        WITHOUT_B_FRAMES(Segments.of(Duration.ofSeconds(8)).withoutBFrames()),
        CD_AUDIO(Segments.of(Duration.ofSeconds(8)).audio(44_100)),
        AUDIO_ONLY(Segments.of(Duration.ofSeconds(8)).withoutVideo()),
        VIDEO_ONLY(Segments.of(Duration.ofSeconds(8)).withoutAudio()),
        TWO_AUDIO_TRACKS(Segments.of(Duration.ofSeconds(8)).audio(48_000, 44_100)),
        CLOCK_WRAPS(Segments.of(Duration.ofSeconds(12)).offset(Duration.ofMillis(95_438_000)));

        private final Segments.Spec spec;

        Kind(Segments.Spec spec) {
            this.spec = spec;
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_frame_of_every_kind_of_broadcast_is_in_the_recording(Kind kind) {
        List<Path> source = kind.spec.make();
        Stream stream = Stream.on(recorder).started().putAll(source).ended();
        stream.awaitCompleted();

        assertThat(Decoded.of(source).difference(Decoded.of(stream.mp4()))).isEmpty();
        assertThat(stream.report().at("/report/coverage").asDouble()).isEqualTo(100);
        assertThat(stream.report().at("/report/holes")).isEmpty();
    }

    @Test
    void objects_and_playlist_of_the_last_broadcast_are_not_recorded_again() {
        Stream first = Stream.on(recorder)
                .started()
                .putAll(SOURCE.subList(0, 5))
                .playlist(
                        "segment_000.ts",
                        "segment_001.ts",
                        "segment_002.ts",
                        "segment_003.ts",
                        "segment_004.ts",
                        "#EXT-X-ENDLIST")
                .ended();
        first.awaitCompleted();

        Stream second = first.again().started().putAll(OTHER.subList(0, 2)).awaitCaptured(7);
        second.put(OTHER.get(2)).ended().awaitCompleted();

        assertThat(Decoded.of(second.mp4()).video()).isEqualTo(video(OTHER.subList(0, 3)));
        assertThat(Decoded.of(first.mp4()).video()).isEqualTo(video(SOURCE.subList(0, 5)));
    }

    @Test
    void a_key_that_broadcasts_again_at_once_gets_two_recordings_that_share_nothing() {
        Stream first =
                Stream.on(recorder).started().putAll(SOURCE.subList(0, 3)).awaitCaptured(3);

        Stream second = first.again()
                .at(Instant.now().truncatedTo(ChronoUnit.SECONDS))
                .started()
                .putAll(OTHER.subList(0, 2))
                .ended();

        JsonNode old = first.awaitCompleted();
        JsonNode fresh = second.awaitCompleted();
        assertThat(old.path("file_path")).isNotEqualTo(fresh.path("file_path"));
        assertThat(Decoded.of(first.mp4()).video()).isEqualTo(video(SOURCE.subList(0, 3)));
        assertThat(Decoded.of(second.mp4()).video()).isEqualTo(video(OTHER.subList(0, 2)));
    }

    @Test
    void a_sliding_window_whose_segments_vanish_from_the_bucket_is_recorded_whole() {
        Stream stream = Stream.on(recorder).started();
        for (int i = 0; i < SOURCE.size(); i++) {
            stream.put(SOURCE.get(i))
                    .playlist("#EXT-X-MEDIA-SEQUENCE:" + i, String.format("segment_%03d.ts", i))
                    .awaitCaptured(i + 1);
            String gone = stream.key() + "/" + SOURCE.get(i).getFileName();
            recorder.s3().deleteObject(delete -> delete.bucket(recorder.segmentsBucket())
                    .key(gone));
        }
        stream.ended().awaitCompleted();

        assertThat(Decoded.of(SOURCE).difference(Decoded.of(stream.mp4()))).isEmpty();
    }

    @Test
    void an_encrypted_stream_is_refused_at_once() {
        Stream stream = Stream.on(recorder)
                .put(SOURCE.get(0))
                .playlist("#EXT-X-KEY:METHOD=AES-128,URI=\"https://keys.example/1\"", "segment_000.ts")
                .started();

        stream.awaitFailed();

        assertThat(stream.report().path("error").asText()).isEqualTo("the stream is encrypted (EXT-X-KEY)");
    }

    @Test
    void a_stream_that_is_encrypted_from_some_point_on_keeps_what_came_before() throws IOException {
        Stream stream =
                Stream.on(recorder).started().putAll(SOURCE.subList(0, 4)).awaitCaptured(4);

        stream.playlist("segment_003.ts", "#EXT-X-KEY:METHOD=AES-128,URI=\"https://keys.example/1\"", "segment_004.ts")
                .put("segment_004.ts", "no transport stream".getBytes(StandardCharsets.UTF_8))
                .ended()
                .awaitCompleted();

        assertThat(Decoded.of(SOURCE.subList(0, 4)).difference(Decoded.of(stream.mp4())))
                .isEmpty();
        assertThat(stream.report().at("/report/segments/damaged").asInt()).isEqualTo(1);
    }

    @Test
    void audio_whose_format_changes_within_the_first_segment_is_encoded_again() throws IOException {
        byte[] slate = Files.readAllBytes(
                Segments.of(Duration.ofSeconds(4)).audio(44_100).make().get(0));
        byte[] programme = Files.readAllBytes(SOURCE.get(1));
        byte[] first = Arrays.copyOf(slate, slate.length + programme.length);
        System.arraycopy(programme, 0, first, slate.length, programme.length);

        Stream stream = Stream.on(recorder).started().put("segment_000.ts", first);
        for (int i = 2; i < 6; i++) {
            stream.put(String.format("segment_%03d.ts", i - 1), SOURCE.get(i));
        }
        stream.ended().awaitCompleted();

        assertThat(stream.report().at("/report/audio_encoded_again").asBoolean())
                .isTrue();
        assertThat(stream.report().at("/report/duration").asDouble()).isBetween(11.9, 12.2);
    }

    @Test
    void pictures_that_come_slower_than_their_stream_says_pass_the_audit() throws IOException {
        List<Path> slow = Segments.of(Duration.ofSeconds(12))
                .fps(25)
                .withoutAudio()
                .everyNthPicture(25)
                .make();

        Stream stream = Stream.on(recorder).started().putAll(slow).ended();
        stream.awaitCompleted();

        assertThat(Decoded.of(slow).difference(Decoded.of(stream.mp4()))).isEmpty();
    }

    @Test
    void numbers_that_begin_anew_behind_another_stem_follow_those_before() throws IOException {
        Stream stream = Stream.on(recorder).started();
        for (int i = 0; i < 3; i++) {
            stream.put("cam-20250101-23595" + (4 + 2 * i) + ".ts", SOURCE.get(i));
        }
        stream.awaitCaptured(3);
        Instant midnight = Instant.now();
        await("another second by the store's clock")
                .atMost(Duration.ofSeconds(10))
                .until(() -> Instant.now().isAfter(midnight.plusSeconds(1)));
        for (int i = 3; i < 6; i++) {
            stream.put("cam-20250102-00000" + 2 * (i - 3) + ".ts", SOURCE.get(i));
        }
        stream.ended().awaitCompleted();

        assertThat(Decoded.of(SOURCE.subList(0, 6)).difference(Decoded.of(stream.mp4())))
                .isEmpty();
        assertThat(stream.report().at("/report/segments/missing").asInt())
                .as("numbers that tell the time")
                .isZero();
    }

    @Test
    void a_fragmented_mp4_stream_is_refused_at_once() {
        Stream stream = Stream.on(recorder)
                .playlist("#EXT-X-MAP:URI=\"init.mp4\"", "segment_000.m4s")
                .started();

        stream.awaitFailed();

        assertThat(stream.report().path("error").asText()).startsWith("the segments are fragmented MP4");
    }

    @Test
    void the_checksum_of_the_stored_object_is_filled_in() throws IOException {
        Stream stream =
                Stream.on(recorder).started().putAll(SOURCE.subList(0, 2)).ended();
        stream.awaitCompleted();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> stream.report().at("/report/sha256").isTextual());
        assertThat(stream.report().at("/report/sha256").asText())
                .isEqualTo(org.apache.commons.codec.digest.DigestUtils.sha256Hex(Files.readAllBytes(stream.mp4())));
    }

    @Test
    @Tag("long")
    void of_an_adaptive_stream_the_best_rendition_is_recorded(RealParts parts) {
        try (Recorder adaptive = parts.recorder()
                .with("SEGMENTS_PREFIX", "live-segments/{stream_key}/")
                .start()) {
            Stream stream = Stream.on(adaptive);
            putAdaptive(adaptive, stream);
            stream.started().ended().awaitCompleted();

            assertThat(Decoded.of(stream.mp4()).video()).isEqualTo(video(SOURCE));
        }
    }

    @Test
    @Tag("long")
    void holes_are_closed_on_request_and_a_named_rendition_is_taken(RealParts parts) {
        try (Recorder own = parts.recorder()
                .with("GAPS", "collapse")
                .with("RENDITION", "360p")
                .with("SEGMENTS_PREFIX", "live-segments/{stream_key}/")
                .start()) {
            Stream stream = Stream.on(own);
            putAdaptive(own, stream);
            own.s3().deleteObject(delete -> delete.bucket(own.segmentsBucket())
                    .key("live-segments/" + stream.key() + "/360p/segment_002.ts"));
            JsonNode recording = stream.started().ended().awaitCompleted();

            assertThat(Decoded.of(stream.mp4()).video()).isEqualTo(video(OTHER.subList(0, 2), OTHER.subList(3, 6)));
            assertThat(recording.path("duration").asLong()).isEqualTo(10);
            assertThat(stream.report().at("/report/holes/0/kept").asBoolean()).isFalse();
        }
    }

    @Test
    @Tag("long")
    void within_the_reconnect_window_the_same_recording_goes_on(RealParts parts) {
        try (Recorder own = parts.recorder().with("RECONNECT_WINDOW", "20s").start()) {
            Stream stream =
                    Stream.on(own).started().putAll(SOURCE.subList(0, 4)).awaitCaptured(4);
            String id = stream.recording().path("id").asText();
            stream.ended();
            assertThat(stream.recording().path("status").asText()).isEqualTo("processing");

            stream.at(stream.clock().plusSeconds(1)).started();
            assertThat(stream.recording().path("status").asText()).isEqualTo("recording");
            stream.putAll(OTHER).awaitCaptured(10).ended();

            assertThat(stream.awaitCompleted().path("id").asText()).isEqualTo(id);
            assertThat(Decoded.of(stream.mp4()).video()).isEqualTo(video(SOURCE.subList(0, 4), OTHER));
        }
    }

    private static void putAdaptive(Recorder recorder, Stream stream) {
        String prefix = "live-segments/" + stream.key() + "/";
        SOURCE.forEach(segment -> recorder.s3()
                .putObject(
                        put -> put.bucket(recorder.segmentsBucket()).key(prefix + "1080p/" + segment.getFileName()),
                        segment));
        OTHER.forEach(segment -> recorder.s3()
                .putObject(
                        put -> put.bucket(recorder.segmentsBucket()).key(prefix + "360p/" + segment.getFileName()),
                        segment));
        String master = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360\n360p/playlist.m3u8\n"
                + "#EXT-X-STREAM-INF:BANDWIDTH=5000000,RESOLUTION=1920x1080\n1080p/playlist.m3u8\n";
        recorder.s3()
                .putObject(
                        put -> put.bucket(recorder.segmentsBucket()).key(prefix + "master.m3u8"),
                        software.amazon.awssdk.core.sync.RequestBody.fromString(master));
    }

    private static List<Path> without(List<Path> segments, int index) {
        return IntStream.range(0, segments.size())
                .filter(i -> i != index)
                .mapToObj(segments::get)
                .toList();
    }

    @SafeVarargs
    private static List<String> video(List<Path>... sources) {
        return Arrays.stream(sources)
                .flatMap(source -> Decoded.of(source).video().stream())
                .toList();
    }
}
