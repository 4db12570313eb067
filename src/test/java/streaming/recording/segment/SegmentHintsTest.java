package streaming.recording.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import streaming.recording.failure.Rejected;

class SegmentHintsTest {

    private final SegmentHints hints = new SegmentHints("live-segments");

    @Test
    void keys_of_new_objects_are_given_once_as_they_are_in_the_bucket() {
        assertThat(hints.hear(event("s3:ObjectCreated:Put", "live-segments", "abc%2Fsegment+1%C3%A9.ts")))
                .isTrue();
        hints.hear(event("ObjectCreated:CompleteMultipartUpload", "live-segments", "abc/2.ts"));
        hints.hear(event("s3:ObjectCreated:Put", "live-segments", "abc/2.ts"));

        assertThat(hints.take()).isEqualTo("[\"abc/segment 1é.ts\",\"abc/2.ts\"]");
        assertThat(hints.take()).isNull();
    }

    @Test
    void other_buckets_and_what_is_gone_are_of_no_interest() {
        assertThat(hints.hear(event("s3:ObjectRemoved:Delete", "live-segments", "abc/1.ts")))
                .isFalse();
        assertThat(hints.hear(event("s3:ObjectCreated:Put", "recordings", "abc.mp4")))
                .isFalse();
        assertThat(hints.hear("{}")).isFalse();
        assertThat(hints.hear("{\"Event\":\"s3:TestEvent\",\"Records\":null}")).isFalse();
        assertThat(hints.hear(event("s3:ObjectCreated:Put", "live-segments", "")))
                .isFalse();
        assertThat(hints.hear(event("s3:ObjectCreated:Put", "live-segments", "%zz/1.ts")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "no json", "1"})
    void what_is_no_object_is_rejected(String body) {
        assertThatThrownBy(() -> hints.hear(body)).isInstanceOf(Rejected.class);
    }

    private static String event(String name, String bucket, String key) {
        return "{\"EventName\":\"" + name + "\",\"Key\":\"" + bucket + "/" + key + "\",\"Records\":[{\"eventName\":\""
                + name + "\",\"s3\":{\"bucket\":{\"name\":\"" + bucket + "\"},\"object\":{\"key\":\"" + key
                + "\",\"size\":1}}}]}";
    }
}
