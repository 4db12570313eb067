package streaming.recording.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void a_terminal_has_one_line_that_fills_up() {
        Progress progress = new Progress(out, true, "demo | ", 4, 0);
        progress.at(2, "half of it");
        progress.at(4, "");

        assertThat(text())
                .startsWith("\r\033[Kdemo | [###############...............]  50 %")
                .containsPattern("\\d s left, half of it\r")
                .contains("[##############################] 100 %")
                .endsWith("\n");
        assertThat(text().lines().filter(line -> line.contains("%"))).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void a_file_has_a_plain_line_at_each_tenth() {
        Progress progress = new Progress(out, false, "", 1_000, 0);
        for (int done = 0; done <= 1_000; done++) {
            progress.at(done, "");
        }

        assertThat(text().lines()).hasSize(11).allSatisfy(line -> assertThat(line)
                .doesNotContain("\r", "\033", "["));
        assertThat(text()).contains(" 50 %", "100 %");
    }

    @Test
    void what_happens_in_real_time_has_as_much_left_as_it_lacks() {
        new Progress(out, false, "", 30, 1).at(2, "");

        assertThat(text()).contains(", 28 s left");
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
