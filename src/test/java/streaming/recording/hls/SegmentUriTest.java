package streaming.recording.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;

/** What a line of a playlist means in the bucket. */
class SegmentUriTest {

    private static final String KEY = "live/abc/segment_000.ts";

    @Example
    void relative_rooted_and_absolute_lines_mean_the_same_object() {
        for (String uri : new String[] {
            "segment_000.ts",
            "./segment_000.ts",
            "../abc/segment_000.ts",
            "x/../segment_000.ts",
            "segment_000.ts?token=a/b",
            "segment_000.ts#t=1",
            "segment%5F000.ts",
            "/live/abc/segment_000.ts",
            "/hls/live/abc/segment_000.ts",
            "/abc/segment_000.ts",
            "/segment_000.ts",
            "https://cdn.example.com/live/abc/segment_000.ts",
            "https://cdn.example.com:8443/a/b/abc/segment_000.ts?x=/live/other.ts",
            "HTTP://user@10.0.0.1/segment_000.ts"
        }) {
            assertThat(SegmentUri.key("live/abc/", "live/abc/playlist.m3u8", uri, Set.of(KEY)::contains))
                    .as(uri)
                    .hasValue(KEY);
        }
    }

    @Example
    void a_folder_is_that_of_the_playlist() {
        assertThat(SegmentUri.key(
                        "abc/",
                        "abc/720p/index.m3u8",
                        "2025/10/05/seg.ts",
                        Set.of("abc/720p/2025/10/05/seg.ts")::contains))
                .hasValue("abc/720p/2025/10/05/seg.ts");
        assertThat(SegmentUri.key("abc/", "abc/720p/index.m3u8", "../slate.ts", Set.of("abc/slate.ts")::contains))
                .hasValue("abc/slate.ts");
    }

    @Example
    void an_object_that_is_called_like_an_escape_or_a_query_is_meant_literally() {
        assertThat(SegmentUri.key("a/", "a/p.m3u8", "50%25.ts", Set.of("a/50%25.ts", "a/50%.ts")::contains))
                .hasValue("a/50%25.ts");
        assertThat(SegmentUri.key("a/", "a/p.m3u8", "x.ts?y", Set.of("a/x.ts?y")::contains))
                .hasValue("a/x.ts?y");
    }

    @Example
    void what_is_not_in_the_bucket_would_be_called_what_the_line_says() {
        assertThat(SegmentUri.key("a/", "a/p.m3u8", "b%20c.ts?t=1", key -> false))
                .hasValue("a/b c.ts");
        assertThat(SegmentUri.key("a/", "a/p.m3u8", "http://h/x/b.ts", key -> false))
                .hasValue("a/b.ts");
    }

    /** A line is written by whoever publishes; it reads nothing of another stream. */
    @Property
    void nothing_outside_of_the_prefix_is_ever_meant(
            @ForAll @Chars({'.', '/', '%', '?', '#', ':', 'a', '2', 'e', 'f', ' '}) @CharRange(from = 'a', to = 'f')
                    String uri) {
        assertThat(SegmentUri.keys("live/abc/", "live/abc/x/playlist.m3u8", uri))
                .allSatisfy(key -> assertThat(key).startsWith("live/abc/").doesNotContain("/../"));
    }
}
