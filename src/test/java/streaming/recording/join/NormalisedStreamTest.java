package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import streaming.recording.mp4.Mp4;
import streaming.recording.timeline.GapPolicy;
import streaming.recording.ts.SegmentReader;
import streaming.recording.ts.SegmentReaderTest;

class NormalisedStreamTest {

    static Stream<Broadcast> broadcasts() {
        return SegmentReaderTest.broadcasts();
    }

    @ParameterizedTest
    @MethodSource("broadcasts")
    void healthy_segments_give_the_mp4_of_the_plain_pipe(Broadcast broadcast) throws Exception {
        List<Path> segments = broadcast.make();
        NormalisedStream stream = NormalisedStream.open(
                segments.stream().map(file -> new JoinSegment(file, false)).toList(), GapPolicy.KEEP);
        Mp4 ours = Mp4.ofNormalised(stream);
        Mp4 plain = Mp4.ofPlainPipe(segments);
        assertThat(ours.outcome().err()).isEmpty();
        assertThat(ours.packets()).as("%s", broadcast).isEqualTo(plain.packets());
        JoinResult result = stream.result();
        assertThat(result.dropped()).isEmpty();
        assertThat(result.holes()).isEmpty();
        assertThat(result.runs()).isEmpty();
        for (int track = 0; track < ours.tracks(); track++) {
            assertThat(result.tracks().get(track).packets())
                    .isEqualTo(ours.track(track).size());
        }
    }

    /** A live join gives ffmpeg what is there: to wait for later segments would hold it up. */
    @ParameterizedTest
    @MethodSource("broadcasts")
    void of_a_healthy_broadcast_no_segment_is_read_ahead(Broadcast broadcast) throws Exception {
        List<JoinSegment> segments = broadcast.make().stream()
                .map(file -> new JoinSegment(file, false))
                .toList();
        AtomicInteger taken = new AtomicInteger();
        Iterator<JoinSegment> coming =
                segments.stream().peek(segment -> taken.incrementAndGet()).iterator();
        try (NormalisedStream stream =
                NormalisedStream.open(coming, SegmentReader.read(segments.get(0).file()), GapPolicy.KEEP)) {
            assertThat(stream.read()).isNotNegative();
        }
        assertThat(taken).hasValue(1);
    }
}
