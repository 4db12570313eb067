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
        assertThat(objects.leavesSome()).isFalse();
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

        assertThat(objects.leavesSome()).isTrue();
        assertThat(objects.objects()).hasSize(70_000);
        assertThat(objects.contains(key(199_999))).isTrue();
    }

    @Test
    void the_ledger_is_asked_for_all_that_is_not_kept_however_long_the_pages_are() {
        Set<String> asked = new HashSet<>();
        ListedObjects objects = listed(60_000, 999, Optional.empty(), page -> page.stream()
                .map(S3Object::key)
                .filter(asked::add)
                .collect(Collectors.toSet()));

        assertThat(IntStream.range(0, 60_000).mapToObj(ListedObjectsTest::key))
                .allMatch(key -> asked.contains(key) || objects.objects().containsKey(key));
        assertThat(objects.objects()).hasSizeGreaterThanOrEqualTo(60_000);
    }

    @Test
    void objects_of_other_broadcasts_take_no_room_from_those_of_this_one() {
        ListedObjects objects = new ListedObjects(
                Optional.empty(),
                object -> object.key().compareTo(key(500_000)) >= 0,
                page -> page.stream().map(S3Object::key).collect(Collectors.toSet()));
        for (int from = 100_000; from < 520_000; from += PAGE) {
            objects.add(page(from, PAGE));
        }

        assertThat(objects.objects()).containsKeys(key(500_000), key(519_999)).hasSize(40_000);
        assertThat(objects.leavesSome()).isFalse();
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
        return listed(objects, PAGE, playlist, unknown);
    }

    private static ListedObjects listed(
            int objects, int size, Optional<Playlist.Media> playlist, Function<List<S3Object>, Set<String>> unknown) {
        ListedObjects listed = new ListedObjects(playlist, object -> true, unknown);
        for (int from = 0; from < objects; from += size) {
            listed.add(page(from, size));
        }
        return listed;
    }

    private static List<S3Object> page(int from, int size) {
        return IntStream.range(from, from + size)
                .mapToObj(number -> S3Object.builder().key(key(number)).build())
                .toList();
    }

    private static String key(int number) {
        return "siege/segment_" + number + ".ts";
    }
}
