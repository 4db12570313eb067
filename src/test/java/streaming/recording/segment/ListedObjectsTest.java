package streaming.recording.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.hls.Playlist;
import streaming.recording.hls.PlaylistReader;

/** A bucket that holds more of one broadcast than there is memory for. */
class ListedObjectsTest {

    private static final int PAGE = 1_000;
    private static final Function<List<S3Object>, Set<String>> ALL_KNOWN = page -> Set.of();

    @Test
    void of_a_month_only_names_are_kept_of_what_the_ledger_has() {
        ListedObjects objects = listed(60_000, Optional.empty(), ALL_KNOWN);

        assertThat(objects.objects()).hasSize(20_000);
        assertThat(objects.contains(key(59_999))).isTrue();
        assertThat(objects.contains(key(60_000))).isFalse();
        assertThat(objects.isFull()).isFalse();
    }

    @Test
    void what_the_ledger_lacks_and_what_the_playlist_lists_is_kept() {
        Optional<Playlist.Media> playlist = PlaylistReader.read(
                        "#EXTM3U\n#EXTINF:2,\nsegment_59000.ts\n".getBytes(StandardCharsets.UTF_8))
                .flatMap(Playlist::media);

        ListedObjects objects = listed(60_000, playlist, page -> Set.of(key(45_000)));

        assertThat(objects.objects()).containsKeys(key(45_000), key(59_000)).hasSize(20_002);
    }

    @Test
    void a_bucket_of_which_the_ledger_has_nothing_is_taken_in_parts() {
        ListedObjects objects = listed(200_000, Optional.empty(), page -> page.stream()
                .map(S3Object::key)
                .collect(Collectors.toSet()));

        assertThat(objects.isFull()).isTrue();
        assertThat(objects.objects()).hasSize(70_000);
    }

    @Test
    void names_are_told_apart() {
        NameSet names = new NameSet();
        Set<String> same = new HashSet<>();
        IntStream.range(0, 100_000).mapToObj(ListedObjectsTest::key).forEach(key -> {
            names.add(key);
            names.add(key);
            same.add(key);
        });

        assertThat(same).allMatch(names::contains);
        assertThat(IntStream.range(100_000, 200_000).mapToObj(ListedObjectsTest::key))
                .noneMatch(names::contains);
    }

    private static ListedObjects listed(
            int objects, Optional<Playlist.Media> playlist, Function<List<S3Object>, Set<String>> unknown) {
        ListedObjects listed = new ListedObjects(playlist, unknown);
        for (int from = 0; from < objects && !listed.isFull(); from += PAGE) {
            listed.add(IntStream.range(from, from + PAGE)
                    .mapToObj(number -> S3Object.builder().key(key(number)).build())
                    .toList());
        }
        return listed;
    }

    private static String key(int number) {
        return "siege/segment_" + number + ".ts";
    }
}
