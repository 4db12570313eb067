package streaming.recording.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import streaming.recording.hls.Playlist;
import streaming.recording.hls.PlaylistReader;
import streaming.recording.storage.WorkFolders;

/**
 * Names and playlists that another system writes: whatever they are, a file name is a name and an order is an order.
 */
class NamePropertyTest {

    private static final Path WORK = Path.of("/work/recordings");

    @Property
    void a_segment_name_is_the_last_part_of_its_key(@ForAll("keys") String key) {
        SegmentName name = SegmentName.of(key);

        assertThat(name.toString()).isEqualTo(key.substring(key.lastIndexOf('/') + 1));
        name.number().ifPresent(number -> assertThat(number).isNotNegative());
    }

    @Property
    void a_number_is_read_whatever_its_width(
            @ForAll @LongRange(min = 0, max = 999_999_999L) long number,
            @ForAll @IntRange(min = 1, max = 12) int width) {
        SegmentName name = SegmentName.of(String.format("a/segment_%0" + width + "d.ts", number));

        assertThat(name.number()).hasValue(number);
        assertThat("segment_" + name.digits()).isGreaterThanOrEqualTo(name.earlier(50));
    }

    @Property
    void a_listing_from_the_look_back_finds_the_newer_names_of_a_width(
            @ForAll @IntRange(min = 0, max = 999) int number, @ForAll @IntRange(min = 1, max = 999) int newer) {
        String from = SegmentName.of(String.format("segment_%03d.ts", number)).earlier(50);

        IntStream.rangeClosed(Math.max(0, number - 49), Math.min(999, number + newer))
                .forEach(next ->
                        assertThat(String.format("segment_%03d.ts", next)).isGreaterThan(from));
        assertThat("segment_1000.ts")
                .isGreaterThan(SegmentName.of("segment_" + String.format("%03d", number) + ".ts")
                        .nextWidth());
    }

    @Property
    void the_file_of_a_segment_lies_in_the_folder_and_is_none_of_ours(@ForAll("keys") String key) {
        String file = SegmentFiles.name(key.substring(0, key.lastIndexOf('/') + 1), key);

        assertThat(file).matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,160}\\.(?i:ts)").isNotIn("segments.txt", "output.mp4");
        assertThat(WORK.resolve("key").resolve(file).normalize().getParent()).isEqualTo(WORK.resolve("key"));
    }

    @Property(tries = 200)
    void two_segments_have_two_files(@ForAll("manyKeys") @Size(max = 200) List<String> keys) {
        Map<String, String> owners = new HashMap<>();
        for (String name : keys) {
            for (String key : List.of("a/" + name, "a/b/" + name, "a/c/" + name)) {
                assertThat(owners.put(SegmentFiles.name("a/", key), key))
                        .as(key)
                        .isIn(null, key);
            }
        }
    }

    @Example
    void names_whose_hash_codes_are_the_same_do_not_share_a_file() {
        assertThat("a/Aa é.ts".hashCode()).isEqualTo("a/BB é.ts".hashCode());
        assertThat(SegmentFiles.name("a/", "a/Aa é.ts")).isNotEqualTo(SegmentFiles.name("a/", "a/BB é.ts"));
    }

    @Property
    void a_folder_is_directly_below_the_work_folder_or_refused(@ForAll("keys") String folder) {
        WorkFolders folders = new WorkFolders(WORK, () -> "installation");
        Throwable thrown = catchThrowable(
                () -> assertThat(folders.path(folder).getParent()).isEqualTo(WORK));
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(catchThrowable(() -> folders.path("../" + folder))).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void a_playlist_gives_its_lines_in_order(
            @ForAll("lines") @Size(min = 1, max = 50) List<String> uris, @ForAll @IntRange(max = 100_000) int first) {
        StringBuilder text =
                new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXT-X-MEDIA-SEQUENCE:" + first + "\n");
        uris.forEach(uri -> text.append("#EXTINF:2.0,\n").append(uri).append('\n'));

        Playlist.Media playlist =
                media(text.toString().getBytes(StandardCharsets.UTF_8)).orElseThrow();

        assertThat(playlist.entries()).extracting(Playlist.Entry::uri).containsExactlyElementsOf(uris);
        assertThat(playlist.entries().get(0).mediaSequence()).isEqualTo(first);
        assertThat(playlist.ended()).isFalse();
    }

    @Property
    void any_bytes_are_a_playlist_or_none(@ForAll("playlists") String text, @ForAll @Size(max = 200) byte[] bytes) {
        for (byte[] content : List.of(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            PlaylistReader.read(content)
                    .ifPresent(playlist -> assertThat(playlist.ignored()).doesNotContainNull());
        }
    }

    @Property
    void a_rendition_is_a_plain_folder_beside_the_master_playlist_or_none(
            @ForAll("playlists") String text, @ForAll("keys") String uri) {
        for (String master : List.of(text, "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n" + uri + "\n")) {
            folder(master).ifPresent(name -> assertThat(name)
                    .matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")
                    .isNotEqualTo(".."));
        }
    }

    @Example
    void the_best_rendition_is_the_one_with_the_most_pixels_also_when_these_are_many() {
        String master = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=100000x100000\nbig/playlist.m3u8\n"
                + "#EXT-X-STREAM-INF:BANDWIDTH=9,RESOLUTION=1920x1080\nsmall/playlist.m3u8\n";

        assertThat(folder(master)).hasValue("big");
    }

    private static Optional<String> folder(String master) {
        return PlaylistReader.read(master.getBytes(StandardCharsets.UTF_8))
                .filter(Playlist.Multivariant.class::isInstance)
                .map(Playlist.Multivariant.class::cast)
                .flatMap(new Rendition("best")::folder);
    }

    @Example
    void a_playlist_of_ten_million_lines_is_not_read() throws IOException {
        assertThat(media(("#EXTM3U\n#EXT-X-TARGETDURATION:3\n" + "#EXTINF:2.0,\na\n".repeat(300_000))
                        .getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(media(("#EXTM3U\n#EXT-X-TARGETDURATION:3\n" + "#EXTINF:2.0,\na\n".repeat(100_000))
                        .getBytes(StandardCharsets.UTF_8)))
                .hasValueSatisfying(playlist -> assertThat(playlist.entries()).hasSize(100_000));
    }

    @Provide
    Arbitrary<String> keys() {
        Arbitrary<String> hostile = Arbitraries.of(
                "../../etc/passwd",
                "..",
                ".",
                "",
                "a/..",
                "a\0b.ts",
                "a\nb.ts",
                "$(touch x).ts",
                "${env:HOME}.ts",
                "'; rm -rf.ts",
                "segments.txt",
                "output.mp4",
                "run1-segment_000.ts",
                "object_001-0123.ts",
                "C:\\x.ts",
                "-i.ts",
                "a".repeat(900) + ".ts",
                "ａ.ts",
                "a\u202est.ts",
                "%2e%2e%2fa.ts",
                "segment_99999999999999999999999.ts",
                "٣.ts",
                "playlist.m3u8",
                "a.TS",
                ".ts",
                "..ts");
        Arbitrary<String> near =
                Arbitraries.strings().withChars("ab0129./\\-_%$'\"{}:\0\n é").ofMaxLength(150);
        return Arbitraries.oneOf(
                hostile,
                near,
                Combinators.combine(near, hostile).as((a, b) -> a + "/" + b),
                Arbitraries.strings().ofMaxLength(100));
    }

    @Provide
    Arbitrary<List<String>> manyKeys() {
        return Combinators.combine(
                        Arbitraries.of("", "run1-", "run2-", "run1-run1-", "object_", "Aa", "BB", "é", " "),
                        Arbitraries.of("segment_", "", "x"),
                        Arbitraries.of("000", "001", "1"),
                        Arbitraries.of(".ts", ".TS", ".mp4", ""))
                .as((a, b, c, d) -> a + b + c + d)
                .list()
                .uniqueElements()
                .ofMaxSize(100);
    }

    @Provide
    Arbitrary<List<String>> lines() {
        return Arbitraries.strings()
                .withChars("abc019./_-% $(){}';:é")
                .ofMinLength(1)
                .ofMaxLength(60)
                .filter(line -> line.strip().equals(line))
                .list()
                .ofMinSize(1)
                .ofMaxSize(50);
    }

    @Provide
    Arbitrary<String> playlists() {
        Arbitrary<String> line = Arbitraries.oneOf(
                Arbitraries.of(
                        "#EXTM3U",
                        "#EXTINF:2.0,",
                        "#EXTINF:nan,",
                        "#EXT-X-ENDLIST",
                        "#EXT-X-MEDIA-SEQUENCE:99999999999999999999",
                        "#EXT-X-MEDIA-SEQUENCE:-1",
                        "#EXT-X-TARGETDURATION:x",
                        "#EXT-X-DISCONTINUITY",
                        "#EXT-X-KEY:METHOD=AES-128,URI=\"file:///etc/passwd\"",
                        "#EXT-X-KEY:METHOD=",
                        "#EXT-X-MAP:URI=\"http://169.254.169.254/\"",
                        "#EXT-X-BYTERANGE:1@-5",
                        "#EXT-X-STREAM-INF:BANDWIDTH=99999999999999999999,RESOLUTION=9x9",
                        "#EXT-X-STREAM-INF:",
                        "file:///etc/passwd",
                        "concat:a|b",
                        "http://169.254.169.254/latest",
                        "playlist.m3u8",
                        "a/b",
                        "../x/y",
                        "1080p/playlist.m3u8",
                        "\0",
                        ""),
                Arbitraries.strings().ofMaxLength(40));
        return line.list().ofMaxSize(20).map(lines -> String.join("\n", lines));
    }

    private static Optional<Playlist.Media> media(byte[] bytes) {
        return PlaylistReader.read(bytes).flatMap(Playlist::media);
    }
}
