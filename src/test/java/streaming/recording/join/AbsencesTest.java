package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import streaming.recording.ts.SegmentContent;

/** Segments that lack, of a broadcast however broken. */
class AbsencesTest {

    @Test
    void a_missing_segment_is_the_cause_of_the_gap_that_it_lies_in() {
        List<CapturedSegment> segments = List.of(segment(0), segment(1), segment(5), segment(6), segment(9));

        JsonNode told = told(segments, List.of(missing(4, "gone"), missing(3, "broken"), missing(20, "never came")));

        assertThat(told.path("absences"))
                .extracting(JsonNode::toString)
                .containsExactly(
                        "{\"run\":0,\"from\":2,\"to\":4,\"cause\":\"broken\"}",
                        "{\"run\":0,\"from\":7,\"to\":8,\"cause\":\"never seen in the bucket\"}",
                        "{\"run\":0,\"from\":20,\"to\":20,\"cause\":\"never came\"}");
        assertThat(told.path("missing").asInt()).isEqualTo(6);
    }

    @Test
    void a_list_of_a_report_ends_and_says_how_many_it_leaves_out() {
        int holes = 50_000;
        List<CapturedSegment> segments =
                IntStream.rangeClosed(0, holes).mapToObj(i -> segment(2 * i)).toList();
        List<MissingSegment> missing = IntStream.range(0, holes)
                .mapToObj(i -> missing(2 * i + 1, "gone"))
                .toList();

        JsonNode told = told(segments, missing);

        assertThat(told.path("missing").asInt()).isEqualTo(holes);
        assertThat(told.path("absences")).hasSize(10_000);
        assertThat(told.path("absences_left_out").asInt()).isEqualTo(40_000);
        assertThat(told.has("damage_left_out")).isFalse();
    }

    private static JsonNode told(List<CapturedSegment> segments, List<MissingSegment> missing) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        Absences.of(segments, missing).write(node, 0);
        return node;
    }

    private static CapturedSegment segment(long number) {
        return new CapturedSegment(
                "k/segment_" + number + ".ts",
                "etag",
                0,
                number,
                true,
                Instant.EPOCH,
                false,
                null,
                Path.of("segment_" + number + ".ts"),
                new SegmentContent(List.of(), true, List.of()));
    }

    private static MissingSegment missing(long number, String reason) {
        return new MissingSegment("k/segment_" + number + ".ts", 0, number, reason, 0, false);
    }
}
