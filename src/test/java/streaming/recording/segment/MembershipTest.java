package streaming.recording.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.hls.Playlist;
import streaming.recording.hls.PlaylistReader;

/** What belongs to a broadcast that began at second 0, by the times of the uploads and the playlist. */
class MembershipTest {

    private static final Instant START = Instant.parse("2025-10-05T18:00:00Z");

    private final Map<String, S3Object> objects = new TreeMap<>();
    private boolean current = true;

    @Test
    void without_a_playlist_everything_that_ends_in_ts_belongs() {
        put("segment_000.ts", 1).put("other.ts", 2).put("thumbnail.jpg", 2).put("old.ts", -20);

        assertThat(segments(null)).containsExactly("other.ts", "segment_000.ts");
    }

    @Test
    void another_rendition_in_the_same_folder_does_not_belong() {
        put("live_720p0000.ts", 2)
                .put("live_360p0000.ts", 2)
                .put("live_720p0001.ts", 4)
                .put("live_360p0001.ts", 4);
        put("live_720p0002.ts", 6).put("live_360p0002.ts", 7);

        BucketListing listing = listing(playlist("live_720p0000.ts", "live_720p0001.ts", "live_720p0002.ts"));

        assertThat(names(listing)).containsExactly("live_720p0000.ts", "live_720p0001.ts", "live_720p0002.ts");
        assertThat(listing.foreign()).containsExactly("k/live_360p0000.ts", "k/live_360p0001.ts", "k/live_360p0002.ts");
    }

    @Test
    void also_when_all_is_uploaded_in_one_second() {
        put("live_720p0000.ts", 2)
                .put("live_360p0000.ts", 2)
                .put("live_720p0001.ts", 2)
                .put("live_360p0001.ts", 2);
        put("b09.ts", 2);

        assertThat(segments(playlist("live_720p0000.ts", "live_720p0001.ts")))
                .as("what is numbered otherwise may not be listed yet")
                .containsExactly("b09.ts", "live_720p0000.ts", "live_720p0001.ts");
    }

    @Test
    void parts_of_low_latency_hls_do_not_belong_nor_those_of_the_segment_that_is_not_finished() {
        for (int i = 0; i < 3; i++) {
            put("filePart" + i + ".0.ts", 2 * i + 1).put("filePart" + i + ".1.ts", 2 * i + 2);
            put("fileSequence" + i + ".ts", 2 * i + 2);
        }
        put("filePart3.0.ts", 7);

        assertThat(segments(playlist("fileSequence0.ts", "fileSequence1.ts", "fileSequence2.ts")))
                .containsExactly("fileSequence0.ts", "fileSequence1.ts", "fileSequence2.ts");
    }

    @Test
    void what_a_playlist_cannot_know_yet_belongs() {
        put("a4f.ts", 2).put("b09.ts", 4).put("c11.ts", 6).put("segment_000.ts", 1);

        assertThat(segments(playlist("a4f.ts", "b09.ts")))
                .as("uploaded behind all that is listed, or before it")
                .containsExactly("a4f.ts", "b09.ts", "c11.ts", "segment_000.ts");
    }

    @Test
    void what_slid_out_of_the_window_in_the_second_of_its_first_upload_belongs() {
        put("16d4afa270ff.ts", 2).put("316d9aadffdc.ts", 2).put("d43134cb1ce3.ts", 4);
        String window = playlist("316d9aadffdc.ts", "d43134cb1ce3.ts");

        assertThat(segments(window)).hasSize(3);
        put("d43134cb1ce3.ts", 2);
        assertThat(segments(window)).as("all in one second").hasSize(3);
    }

    @Test
    void what_slid_out_of_the_window_belongs_also_under_another_date() {
        put("x-20250101-235956.ts", 2).put("x-20250101-235958.ts", 4).put("x-20250102-000000.ts", 6);
        put("x-20250102-000002.ts", 8);

        assertThat(segments(playlist("x-20250102-000000.ts", "x-20250102-000002.ts")))
                .hasSize(4);
    }

    @Test
    void a_slate_that_is_listed_belongs_however_old_and_an_object_of_the_last_broadcast_does_not() {
        put("slate_001.ts", -1000)
                .put("segment_000.ts", 2)
                .put("segment_001.ts", -500)
                .put("segment_002.ts", 6);

        assertThat(segments(playlist("segment_000.ts", "slate_001.ts", "segment_001.ts", "segment_002.ts")))
                .containsExactly("segment_000.ts", "segment_002.ts", "slate_001.ts");
        assertThat(segments(playlist("segment_000.ts", "slate_001.ts")))
                .as("as long as nothing new is behind it, the playlist may be ahead of the bucket")
                .containsExactly("segment_000.ts", "segment_002.ts");
    }

    @Test
    void the_playlist_of_the_last_broadcast_says_nothing() {
        current = false;
        put("segment_000.ts", 2).put("beside.ts", 3).put("segment_001.ts", 4).put("slate_001.ts", -1000);

        assertThat(segments(playlist("slate_001.ts", "segment_000.ts", "segment_001.ts")))
                .containsExactly("beside.ts", "segment_000.ts", "segment_001.ts");
    }

    @Test
    void a_gap_is_said_and_not_waited_for() {
        put("segment_000.ts", 2).put("segment_002.ts", 6);
        String playlist = playlist("segment_000.ts", "segment_001.ts", "segment_002.ts", "segment_003.ts")
                .replace("#EXTINF:2.0,\nsegment_001", "#EXT-X-GAP\n#EXTINF:2.0,\nsegment_001");

        BucketListing listing = listing(playlist);

        assertThat(listing.missing()).containsExactly("k/segment_003.ts");
        assertThat(listing.absent())
                .extracting(BucketListing.Absent::objectKey, BucketListing.Absent::told)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("k/segment_001.ts", true),
                        org.assertj.core.groups.Tuple.tuple("k/segment_003.ts", false));
    }

    @Test
    void a_place_is_that_of_the_playlist_whatever_the_name() {
        put("2c7c1a727ad2.ts", 2).put("16d4afa270ff.ts", 4).put("d43134cb1ce3.ts", 6);

        BucketListing listing =
                listing(playlist("./2c7c1a727ad2.ts", "/k/16d4afa270ff.ts", "http://h/x/k/d43134cb1ce3.ts?t"));

        assertThat(listing.segments())
                .extracting(SegmentObject::name, SegmentObject::mediaSequence)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("2c7c1a727ad2.ts", 5L),
                        org.assertj.core.groups.Tuple.tuple("16d4afa270ff.ts", 6L),
                        org.assertj.core.groups.Tuple.tuple("d43134cb1ce3.ts", 7L));
        assertThat(listing.missing()).isEmpty();
    }

    private MembershipTest put(String name, int second) {
        objects.put(
                "k/" + name,
                S3Object.builder()
                        .key("k/" + name)
                        .eTag("e")
                        .size(1L)
                        .lastModified(START.plusSeconds(second))
                        .build());
        return this;
    }

    private static String playlist(String... uris) {
        StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:5\n");
        for (String uri : uris) {
            text.append("#EXTINF:2.0,\n").append(uri).append('\n');
        }
        return text.toString();
    }

    private BucketListing listing(String playlist) {
        Playlist.Media media = playlist == null
                ? null
                : media(playlist.getBytes(StandardCharsets.UTF_8)).orElseThrow();
        return new Membership(
                        "k/", objects, objects::containsKey, START, Instant.MAX, "k/playlist.m3u8", media, current)
                .listing(false, true);
    }

    private List<String> segments(String playlist) {
        return names(listing(playlist));
    }

    private static List<String> names(BucketListing listing) {
        return new ArrayList<>(
                listing.segments().stream().map(SegmentObject::name).toList());
    }

    private static Optional<Playlist.Media> media(byte[] bytes) {
        return PlaylistReader.read(bytes).flatMap(Playlist::media);
    }
}
