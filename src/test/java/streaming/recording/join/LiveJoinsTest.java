package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.InstanceOfAssertFactory;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import streaming.recording.embedded.Ffmpeg;
import streaming.recording.embedded.Segments;
import streaming.recording.program.MemoryLimit;
import streaming.recording.program.Programs;
import streaming.recording.timeline.GapPolicy;
import streaming.recording.ts.NotTransportStream;
import streaming.recording.ts.SegmentReader;

class LiveJoinsTest {

    private static final InstanceOfAssertFactory<List, ListAssert<SealedSegment>> LIST =
            InstanceOfAssertFactories.list(SealedSegment.class);

    private static final String ARGUMENTS =
            "-y -copyts -start_at_zero -f mpegts -i pipe:0 -c copy {tracks} -movie_timescale 90000 -f mp4 live.mp4";

    /**
     * A look at a live stream that comes late, as behind many others, must not begin another upload beside that of the
     * end.
     */
    @Test
    void once_the_stream_has_ended_only_its_end_sends_parts(@TempDir Path work) throws Exception {
        List<SealedSegment> sealed = sealed(Files.createDirectories(work.resolve("key")));
        Programs programs = new Programs(new MemoryLimit("prlimit", 0));
        try (LiveJoins joins = new LiveJoins(
                work, programs, Ffmpeg.ffmpeg().toString(), ARGUMENTS, GapPolicy.KEEP, 1, Duration.ofSeconds(20))) {
            joins.feed(new LiveRecording("id", "key", "key"), sealed);
            joins.finish(
                    "id",
                    new Joiner(work, Duration.ofMinutes(1), GapPolicy.KEEP, new JoinPrograms(programs, "", "", ""))
                            .plan("key", captured(sealed)::forEach));

            assertThat(joins.unsent("id")).as("what the end sends").isNotEmpty();
            assertThat(joins.isPartReady("id")).as("for a look").isFalse();
        }
    }

    @Test
    void what_plainly_follows_the_last_one_is_fed_without_asking_the_ledger_but_for_the_newest() throws Exception {
        KnownTail tail = new KnownTail();
        tail.add(known(4, 5));
        assertThat(tail.behind(fed(3))).as("there may be others behind 3").isEmpty();
        tail.add(known(7, 6));

        assertThat(tail.behind(fed(4)))
                .get()
                .asInstanceOf(LIST)
                .extracting(SealedSegment::sequence)
                .containsExactly(5L, 6L);
        assertThat(tail.behind(fed(6))).get().asInstanceOf(LIST).isEmpty();
        tail.add(known(8));
        assertThat(tail.behind(fed(6)))
                .get()
                .asInstanceOf(LIST)
                .extracting(SealedSegment::run)
                .containsExactly(2);
    }

    @Test
    void what_is_not_plain_the_ledger_decides() throws Exception {
        assertThat(behindFirst(known(1), known(3))).as("a hole").isEmpty();
        assertThat(behindFirst(known(1, 2), known(3), known(2))).as("late").isEmpty();
        assertThat(behindFirst(known(1, 2), List.of(known("key/other_3.ts", 3, 3L, true))))
                .as("another name")
                .isEmpty();
        assertThat(behindFirst(known(1, 2), List.of(known("key/segment_3.ts", 3, null, true))))
                .as("not listed")
                .isEmpty();
        assertThat(behindFirst(known(1, 2), List.of(known("key/segment_3.ts", 3, 3L, false))))
                .as("perhaps half")
                .isEmpty();
        assertThat(behindFirst(known(1, 2), known(3))).as("plain").isPresent();
    }

    @SafeVarargs
    private static Optional<List<SealedSegment>> behindFirst(List<KnownSegment>... polls) throws IOException {
        KnownTail tail = new KnownTail();
        List.of(polls).forEach(tail::add);
        return tail.behind(fed(1));
    }

    private static CapturedSegment fed(int number) throws IOException {
        return CapturedSegment.of(
                Path.of("key"),
                known("key/segment_" + number + ".ts", number, 0L, true)
                        .segment()
                        .inRun(2));
    }

    private static List<KnownSegment> known(int... numbers) {
        return IntStream.of(numbers)
                .mapToObj(number -> known("key/segment_" + number + ".ts", number, (long) number, true))
                .toList();
    }

    private static KnownSegment known(String key, long number, Long mediaSequence, boolean whole) {
        OffsetDateTime at = Instant.EPOCH.atOffset(ZoneOffset.UTC);
        return new KnownSegment(
                new SealedSegment(key, "\"etag\"", 0, number, "file.ts", false, at, null, "[]", at, null),
                mediaSequence,
                whole);
    }

    private static List<SealedSegment> sealed(Path folder) throws IOException, NotTransportStream {
        List<SealedSegment> sealed = new ArrayList<>();
        for (Path source : Segments.of(Duration.ofSeconds(8)).make()) {
            Path file = Files.copy(source, folder.resolve(source.getFileName()));
            sealed.add(new SealedSegment(
                    "key/" + file.getFileName(),
                    "\"etag\"",
                    0,
                    sealed.size(),
                    file.getFileName().toString(),
                    false,
                    Instant.EPOCH.atOffset(ZoneOffset.UTC),
                    null,
                    new ObjectMapper()
                            .writeValueAsString(SegmentReader.read(file).tracks()),
                    Instant.EPOCH.atOffset(ZoneOffset.UTC),
                    "d41d8cd98f00b204e9800998ecf8427e"));
        }
        return sealed;
    }

    private static List<LedgerSegment> captured(List<SealedSegment> sealed) {
        return sealed.stream()
                .map(segment -> new LedgerSegment(
                        segment.objectKey(),
                        segment.etag(),
                        segment.run(),
                        true,
                        segment.sequence(),
                        1,
                        segment.file(),
                        segment.discontinuity(),
                        segment.lastModified(),
                        segment.reason(),
                        segment.tracks()))
                .toList();
    }
}
