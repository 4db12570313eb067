package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import streaming.recording.mp4.FaststartHead;
import streaming.recording.storage.FilePart;

class LivePartsTest {

    private static final Path OUTPUT = Path.of("live.mp4");
    private static final long MIB = 1 << 20;

    @Property
    void what_is_a_part_while_ffmpeg_writes_stays_that_part(
            @ForAll @LongRange(max = 400 * MIB) long written, @ForAll @LongRange(max = 100 * MIB) long more)
            throws IOException {
        List<FilePart> before = LiveParts.of(OUTPUT, written, null);

        assertThat(LiveParts.of(OUTPUT, written + more, null).subList(0, before.size()))
                .isEqualTo(before);
        assertThat(before)
                .allMatch(part -> part.length() == LiveParts.LENGTH && part.offset() + part.length() <= written);
    }

    @Property(tries = 200)
    void in_the_end_they_are_the_whole_mp4_in_parts_that_a_store_takes(
            @ForAll @LongRange(max = 900 * MIB) long index, @ForAll @LongRange(min = 1, max = 400 * MIB) long media)
            throws IOException {
        long resumes = Math.min(LiveParts.HELD_BACK, media);
        Path file = Files.createTempFile("head", ".mp4");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(index + resumes);
            List<FilePart> parts =
                    LiveParts.of(OUTPUT, media + index, new FaststartHead(file, index + media, resumes, media));

            assertThat(parts)
                    .extracting(FilePart::number)
                    .isEqualTo(IntStream.rangeClosed(1, parts.size()).boxed().toList());
            assertThat(parts.subList(0, parts.size() - 1)).allMatch(part -> part.length() >= 5 * MIB);
            assertThat(parts.stream().mapToLong(FilePart::length).sum()).isEqualTo(index + media);
            assertContiguous(
                    parts.stream().filter(part -> part.file().equals(file)).toList(), 0, index + resumes);
            assertContiguous(
                    parts.stream().filter(part -> part.file().equals(OUTPUT)).toList(), resumes, media);
            List<FilePart> live = LiveParts.of(OUTPUT, media, null);
            assertThat(parts)
                    .as("what went up while it was live is not sent again")
                    .containsAll(live);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void what_is_longer_than_a_store_takes_is_not_joined_live() {
        assertThatThrownBy(() -> LiveParts.of(OUTPUT, 10_000 * LiveParts.LENGTH, null))
                .isInstanceOf(NotLive.class);
    }

    private static void assertContiguous(List<FilePart> parts, long from, long to) {
        long position = from;
        for (FilePart part : parts) {
            assertThat(part.offset()).isEqualTo(position);
            position += part.length();
        }
        assertThat(position).isEqualTo(to);
    }
}
