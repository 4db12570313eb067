package streaming.recording.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.hls.PlaylistReader;

class DeepFolderTest {

    private static final Instant START = Instant.parse("2025-10-05T18:00:00Z");

    private final Map<String, S3Object> objects = new TreeMap<>();
    private final Map<String, Playlists.Found> playlists = new TreeMap<>();

    @Test
    void the_first_rendition_that_is_uploaded_is_not_taken_for_the_only_one() {
        put("k/360p/segment_000.ts", 1, 100).playlist("k/360p/playlist.m3u8", 1, "#EXTINF:2,\nsegment_000.ts\n");
        assertThat(folder(2)).as("others may follow").isEmpty();

        put("k/720p/segment_000.ts", 3, 300).playlist("k/720p/playlist.m3u8", 3, "#EXTINF:2,\nsegment_000.ts\n");
        assertThat(folder(4)).isEmpty();
        assertThat(folder(10)).as("the largest").contains("k/720p/");
    }

    @Test
    void a_multivariant_playlist_is_believed_at_once() {
        put("k/v/360p/segment_000.ts", 1, 900).playlist("k/v/360p/playlist.m3u8", 1, "#EXTINF:2,\nsegment_000.ts\n");
        put("k/v/720p/segment_000.ts", 1, 300).playlist("k/v/720p/playlist.m3u8", 1, "#EXTINF:2,\nsegment_000.ts\n");
        playlist(
                "k/v/all.m3u8",
                1,
                "#EXT-X-STREAM-INF:BANDWIDTH=300000\n360p/playlist.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=600000\n720p/playlist.m3u8\n");

        assertThat(folder(2)).contains("k/v/720p/");
    }

    @Test
    void what_is_there_when_the_stream_has_ended_is_all() {
        put("k/hls/segment_000.ts", 1, 100).playlist("k/hls/live.m3u8", 1, "#EXTINF:2,\nsegment_000.ts\n");

        assertThat(new DeepFolder(new Rendition("best"), key -> Optional.ofNullable(playlists.get(key)))
                        .of("k/", List.of(), objects.values(), START, Instant.MAX))
                .contains("k/hls/");
    }

    private Optional<String> folder(int second) {
        return new DeepFolder(new Rendition("best"), key -> Optional.ofNullable(playlists.get(key)))
                .of("k/", List.of(), objects.values(), START, START.plusSeconds(second));
    }

    private DeepFolderTest put(String key, int second, long size) {
        objects.put(
                key,
                S3Object.builder()
                        .key(key)
                        .size(size)
                        .lastModified(START.plusSeconds(second))
                        .build());
        return this;
    }

    private void playlist(String key, int second, String lines) {
        put(key, second, lines.length());
        byte[] text = ("#EXTM3U\n" + lines).getBytes(StandardCharsets.UTF_8);
        playlists.put(
                key, new Playlists.Found(key, PlaylistReader.read(text).orElseThrow(), START.plusSeconds(second), "e"));
    }
}
