package streaming.recording.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random broadcasts through the engine and a real ffmpeg: every unit that was published is in the MP4 once, in order
 * and in sync, and it is as long as the broadcast and the holes that are named. {@code -Dseed=17} runs one of them.
 */
class RandomBroadcastTest {

    @TempDir
    Path folder;

    @Test
    void thirty_random_broadcasts_are_joined_as_they_were_published() {
        String seed = System.getProperty("seed", "");
        assertThat(wrong(seed.isEmpty() ? LongStream.range(0, 30) : LongStream.of(Long.parseLong(seed))))
                .isEmpty();
    }

    @Tag("long")
    @Test
    void a_thousand_random_broadcasts_are_joined_as_they_were_published() {
        List<String> wrong = wrong(LongStream.range(1_000, 1_000 + Long.getLong("broadcasts", 1_000)));
        assertThat(wrong).as("%d wrong", wrong.size()).isEmpty();
    }

    private List<String> wrong(LongStream seeds) {
        return seeds.parallel()
                .mapToObj(this::wrong)
                .filter(words -> !words.isEmpty())
                .toList();
    }

    private String wrong(long seed) {
        RandomBroadcast broadcast = new RandomBroadcast(seed);
        Path own = folder.resolve("" + seed);
        try {
            Publication source = broadcast.mux().publish();
            EngineRun run = EngineRun.of(source, own);
            List<String> faults = new ArrayList<>(run.said().isEmpty() ? List.of() : List.of("ffmpeg: " + run.said()));
            if (run.mp4().length > 0) {
                double holes = run.result().holes().stream()
                                .mapToLong(hole -> hole.length())
                                .sum()
                        / 90e3;
                faults.addAll(broadcast.right().faults(source, run.mp4(), holes));
            }
            return faults.isEmpty() ? "" : broadcast + ": " + faults;
        } catch (IOException | RuntimeException e) {
            return broadcast + ": " + e;
        } finally {
            delete(own);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
