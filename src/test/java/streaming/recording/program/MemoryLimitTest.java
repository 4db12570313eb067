package streaming.recording.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the kernel says of a program that was started: /proc/{pid}/limits. */
class MemoryLimitTest {

    private static final long BYTES = 3_000_000_000L;

    private final Process program = start();

    private static Process start() {
        try {
            return new ProcessBuilder("sleep", "60").start();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterEach
    void end() {
        program.destroyForcibly();
    }

    @Test
    void the_address_space_of_a_program_is_bounded() throws Exception {
        boolean there = Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "prlimit")));
        assumeThat(there).as("prlimit is there").isTrue();

        new MemoryLimit("prlimit", BYTES).apply(program);

        assertThat(limit()).isEqualTo(Long.toString(BYTES));
    }

    @Test
    void without_prlimit_or_a_limit_nothing_changes() throws Exception {
        String before = limit();

        new MemoryLimit("prlimit-that-is-not-there", BYTES).apply(program);
        new MemoryLimit("prlimit", 0).apply(program);

        assertThat(program.isAlive()).isTrue();
        assertThat(limit()).isEqualTo(before);
    }

    /** The soft one of "Max address space". */
    private String limit() throws Exception {
        return Files.readAllLines(Path.of("/proc", Long.toString(program.pid()), "limits")).stream()
                .filter(line -> line.startsWith("Max address space"))
                .map(line -> line.split("\\s{2,}")[1])
                .findFirst()
                .orElseThrow();
    }
}
