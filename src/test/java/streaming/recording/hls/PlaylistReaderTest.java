package streaming.recording.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Playlists as publishers write them, and worse. */
class PlaylistReaderTest {

    private static final Path CORPUS = Path.of("src/test/resources/third-party/m3u8-parser");
    private static final String THREE =
            """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-TARGETDURATION:2
            #EXT-X-MEDIA-SEQUENCE:7
            #EXTINF:2.000000,
            delta.ts
            #EXT-X-DISCONTINUITY
            #EXTINF:2.000000,
            alpha.ts
            #EXTINF:2.000000,
            charlie.ts
            #EXT-X-ENDLIST
            """;

    /** Also which lines of each were not understood. */
    @Example
    void every_foreign_playlist_gives_what_stands_in_it() throws IOException {
        Map<String, List<String>> ignored = new TreeMap<>();
        try (var files = Files.list(CORPUS)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".m3u8")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                String text = new String(bytes, StandardCharsets.UTF_8);
                if (!text.strip().startsWith("#EXTM3U")) {
                    assertThat(PlaylistReader.read(bytes)).as(file.toString()).isEmpty();
                    continue;
                }
                Playlist playlist = PlaylistReader.read(bytes).orElseThrow(() -> new AssertionError(file));
                assertThat(uris(playlist)).as(file.toString()).isEqualTo(lines(text));
                if (playlist instanceof Playlist.Media media) {
                    assertThat(media.encrypted()).as(file.toString()).isEqualTo(text.contains("METHOD=AES"));
                    assertThat(media.fragmentedMp4()).as(file.toString()).isEqualTo(text.contains("#EXT-X-MAP"));
                    assertThat(media.ended()).as(file.toString()).isEqualTo(text.contains("#EXT-X-ENDLIST"));
                }
                if (!playlist.ignored().isEmpty()) {
                    ignored.put(file.getFileName().toString(), playlist.ignored());
                }
            }
        }
        assertThat(ignored)
                .isEqualTo(Map.of(
                        "emptyMediaSequence.m3u8", List.of("#EXT-X-MEDIA-SEQUENCE:"),
                        "invalidMediaSequence.m3u8", List.of("#EXT-X-MEDIA-SEQUENCE:gobblegobble"),
                        "llhls-byte-range.m3u8", List.of("#EXT-X-BYTERANGE:587500@"),
                        "negativeMediaSequence.m3u8", List.of("#EXT-X-MEDIA-SEQUENCE:-11")));
    }

    @Example
    void line_ends_a_byte_order_mark_and_gzip_change_nothing() throws IOException {
        Playlist plain = PlaylistReader.read(bytes(THREE)).orElseThrow();

        for (String text : List.of(
                THREE.replace("\n", "\r\n"),
                THREE.replace("\n", "\r"),
                "\ufeff" + THREE,
                "\n\n" + THREE,
                THREE.replace("\n", " \n\n"))) {
            assertThat(PlaylistReader.read(bytes(text))).hasValue(plain);
        }
        assertThat(PlaylistReader.read(gzip(bytes(THREE)))).hasValue(plain);
        assertThat(PlaylistReader.read(("\ufeff" + THREE).getBytes(StandardCharsets.UTF_16LE)))
                .hasValue(plain);
        assertThat(plain)
                .isEqualTo(new Playlist.Media(
                        List.of(
                                new Playlist.Entry("delta.ts", 7, false, false, null, 2),
                                new Playlist.Entry("alpha.ts", 8, true, false, null, 2),
                                new Playlist.Entry("charlie.ts", 9, false, false, null, 2)),
                        0,
                        true,
                        false,
                        false,
                        List.of()));
    }

    @Example
    void odd_dates_decimals_and_unknown_tags_are_no_obstacle() {
        String odd = THREE.replace("#EXT-X-TARGETDURATION:2", "#EXT-X-TARGETDURATION:2.5\n#EXT-X-FOO:bar")
                .replace("#EXTINF:2.000000,\nalpha", "#EXT-X-PROGRAM-DATE-TIME:2025-10-05 18:00:00\n#EXTINF:,\nalpha")
                .replace("SEQUENCE:7", "SEQUENCE:7.0");

        Playlist.Media read = media(bytes(odd)).orElseThrow();

        assertThat(read.entries())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("seconds")
                .isEqualTo(media(bytes(THREE)).orElseThrow().entries());
        assertThat(read.entries()).extracting(Playlist.Entry::seconds).containsExactly(2.0, 0.0, 2.0);
        assertThat(read.ignored()).containsExactly("#EXT-X-FOO:bar");
    }

    @Example
    void a_tag_that_cannot_be_read_counts_as_absent_and_is_told() {
        Playlist.Media read = media(bytes(THREE.replace("SEQUENCE:7", "SEQUENCE:99999999999999999999")))
                .orElseThrow();

        assertThat(read.entries()).extracting(Playlist.Entry::mediaSequence).containsExactly(0L, 1L, 2L);
        assertThat(read.ignored()).containsExactly("#EXT-X-MEDIA-SEQUENCE:99999999999999999999");
    }

    @Example
    void parts_of_low_latency_hls_are_no_segments_and_a_delta_update_counts_what_it_leaves_out() {
        Playlist.Media read = media(
                        bytes(
                                """
                        #EXTM3U
                        #EXT-X-TARGETDURATION:2
                        #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=3.0
                        #EXT-X-PART-INF:PART-TARGET=1.0
                        #EXT-X-MEDIA-SEQUENCE:10
                        #EXT-X-SKIP:SKIPPED-SEGMENTS=5
                        #EXT-X-PART:DURATION=1.0,URI="filePart15.0.ts",INDEPENDENT=YES
                        #EXTINF:2.0,
                        fileSequence15.ts
                        #EXT-X-PART:DURATION=1.0,URI="filePart16.0.ts"
                        #EXT-X-PRELOAD-HINT:TYPE=PART,URI="filePart16.1.ts"
                        """))
                .orElseThrow();

        assertThat(read.entries()).containsExactly(new Playlist.Entry("fileSequence15.ts", 15, false, false, null, 2));
        assertThat(read.ignored()).isEmpty();
    }

    @Example
    void a_gap_and_a_byte_range_belong_to_the_segment_behind_them() {
        Playlist.Media read = media(bytes(
                        "#EXTM3U\n#EXT-X-GAP\n#EXTINF:2,\na.ts\n#EXT-X-BYTERANGE:100@0\n#EXTINF:2,\nb.ts\nc.ts\n"))
                .orElseThrow();

        assertThat(read.entries())
                .containsExactly(
                        new Playlist.Entry("a.ts", 0, false, true, null, 2),
                        new Playlist.Entry("b.ts", 1, false, false, "100@0", 2),
                        new Playlist.Entry("c.ts", 2, false, false, null, 0));
    }

    @Example
    void what_is_encrypted_or_fragmented_mp4_is_known_whatever_the_line_ends() {
        for (String end : List.of("\n", "\r\n")) {
            String aes =
                    THREE.replace("#EXTINF:2.000000,\ndelta", "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXTINF:2,\ndelta");
            assertThat(media(bytes(aes.replace("\n", end))).orElseThrow().encrypted())
                    .isTrue();
            assertThat(media(bytes(aes.replace("AES-128", "NONE").replace("\n", end)))
                            .orElseThrow()
                            .encrypted())
                    .isFalse();
        }
    }

    @Example
    void a_multivariant_playlist_is_told_by_its_content() {
        Playlist read = PlaylistReader.read(
                        bytes(
                                """
                        #EXTM3U
                        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aud",NAME="a, b",DEFAULT=YES,URI="audio/playlist.m3u8"
                        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="in",NAME="inside"
                        #EXT-X-STREAM-INF:BANDWIDTH=600000,RESOLUTION=320x180,CODECS="avc1.64000d,mp4a.40.2",AUDIO="aud"
                        video/playlist.m3u8
                        #EXT-X-STREAM-INF:BANDWIDTH=1
                        small/playlist.m3u8
                        """))
                .orElseThrow();

        assertThat(read)
                .isEqualTo(new Playlist.Multivariant(
                        List.of(
                                new Playlist.Variant("video/playlist.m3u8", 600_000, 320 * 180, "aud"),
                                new Playlist.Variant("small/playlist.m3u8", 1, 0, null)),
                        List.of(
                                new Playlist.AudioRendition("aud", "audio/playlist.m3u8", true),
                                new Playlist.AudioRendition("in", null, false)),
                        List.of()));
    }

    @Example
    void what_is_no_playlist_is_none() throws IOException {
        assertThat(PlaylistReader.read(bytes(""))).isEmpty();
        assertThat(PlaylistReader.read(bytes("<!DOCTYPE html><title>404</title>")))
                .isEmpty();
        byte[] broken = gzip(bytes(THREE));
        broken[12] ^= 0x55;
        assertThat(PlaylistReader.read(Arrays.copyOf(broken, 30))).isEmpty();
        assertThat(PlaylistReader.read(gzip(new byte[40 << 20])))
                .as("a gzip bomb")
                .isEmpty();
    }

    /** Whatever stands between: each line that is no tag is an entry, in order, and its number is its place. */
    @Property
    void an_entry_is_a_line_that_is_no_tag(@ForAll("tags") @Size(max = 30) List<String> lines) {
        String text = "#EXTM3U\n" + String.join("\n", lines);

        Playlist playlist = PlaylistReader.read(bytes(text)).orElseThrow();

        if (playlist instanceof Playlist.Media media) {
            assertThat(uris(media)).isEqualTo(lines(text));
            if (!text.contains("#EXT-X-SKIP") && !text.contains("SEQUENCE")) {
                assertThat(media.entries())
                        .extracting(Playlist.Entry::mediaSequence)
                        .isEqualTo(LongStream.range(0, media.entries().size())
                                .boxed()
                                .toList());
            }
        } else {
            assertThat(lines(text)).containsAll(uris(playlist));
        }
    }

    @Property
    void any_bytes_are_read_without_an_exception(@ForAll @Size(max = 300) byte[] bytes, @ForAll String text) {
        PlaylistReader.read(bytes)
                .ifPresent(playlist -> assertThat(playlist.ignored()).hasSizeLessThanOrEqualTo(20));
        PlaylistReader.read(bytes("#EXTM3U\n" + text))
                .ifPresent(playlist -> assertThat(playlist.ignored()).hasSizeLessThanOrEqualTo(20));
    }

    @Provide
    Arbitrary<List<String>> tags() {
        return Arbitraries.oneOf(
                        Arbitraries.of(
                                "#EXTM3U",
                                "#EXTINF:2.0,",
                                "#EXTINF:nan,",
                                "#EXT-X-ENDLIST",
                                "#EXT-X-GAP",
                                "#EXT-X-MEDIA-SEQUENCE:99999999999999999999",
                                "#EXT-X-MEDIA-SEQUENCE:-1",
                                "#EXT-X-MEDIA-SEQUENCE:123456789012345678",
                                "#EXT-X-TARGETDURATION:x",
                                "#EXT-X-DISCONTINUITY",
                                "#EXT-X-KEY:METHOD=AES-128,URI=\"file:///etc/passwd\"",
                                "#EXT-X-KEY:METHOD=",
                                "#EXT-X-KEY:" + "A=\"".repeat(40),
                                "#EXT-X-MAP:URI=\"http://169.254.169.254/\"",
                                "#EXT-X-BYTERANGE:1@-5",
                                "#EXT-X-SKIP:SKIPPED-SEGMENTS=3",
                                "#EXT-X-STREAM-INF:BANDWIDTH=99999999999999999999,RESOLUTION=9x9",
                                "#EXT-X-STREAM-INF:",
                                "# a remark",
                                "file:///etc/passwd",
                                "segment_000.ts",
                                "playlist.m3u8",
                                "../x/y"),
                        Arbitraries.strings().withChars("abc#EXT-:,=\"019 ./%é").ofMaxLength(40))
                .list();
    }

    private static List<String> uris(Playlist playlist) {
        return playlist instanceof Playlist.Multivariant master
                ? master.variants().stream().map(Playlist.Variant::uri).toList()
                : ((Playlist.Media) playlist)
                        .entries().stream().map(Playlist.Entry::uri).toList();
    }

    private static List<String> lines(String text) {
        return Arrays.stream(text.split("\r\n|\n|\r"))
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static Optional<Playlist.Media> media(byte[] bytes) {
        return PlaylistReader.read(bytes).flatMap(Playlist::media);
    }
}
