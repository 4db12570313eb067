package streaming.recording.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import streaming.recording.embedded.Segments;
import streaming.recording.ts.NotTransportStream;

class ReadMarksTest {

    private final ReadMarks marks = new ReadMarks();

    @Test
    void a_segment_whose_reading_ended_the_process_twice_is_not_read_a_third_time(@TempDir Path folder)
            throws Exception {
        Path part = Segments.of(Duration.ofSeconds(2)).make().get(0);
        Path mark = ReadMarks.mark(folder, "abc/segment_000.ts", "\"etag\"");
        Files.write(mark, new byte[1]);
        assertThat(marks.read(folder, "abc/segment_000.ts", "\"etag\"", part))
                .as("after one crash")
                .isNotNull();
        assertThat(mark).doesNotExist();

        Files.write(mark, new byte[2]);
        assertThat(marks.read(folder, "abc/segment_000.ts", "\"etag\"", part))
                .as("after two")
                .isNull();
        assertThat(marks.read(folder, "abc/segment_000.ts", "\"other\"", part))
                .as("another version of it")
                .isNotNull();
    }

    @Test
    void what_cannot_be_understood_ends_nothing_and_leaves_no_mark(@TempDir Path folder) throws Exception {
        Path part = Files.writeString(folder.resolve("part"), "<html>");

        assertThatThrownBy(() -> marks.read(folder, "abc/segment_000.ts", "\"etag\"", part))
                .isInstanceOf(NotTransportStream.class);
        assertThat(ReadMarks.mark(folder, "abc/segment_000.ts", "\"etag\"")).doesNotExist();
    }
}
