package streaming.recording.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TogetherTest {

    @Property(tries = 200)
    void each_thing_has_the_outcome_of_its_own_whatever_is_done_at_once(
            @ForAll @IntRange(min = 1, max = 300) int things,
            @ForAll @IntRange(min = 1, max = 10) int most,
            @ForAll @IntRange(min = 1, max = 3) int statements) {
        ExecutorService threads = Executors.newFixedThreadPool(statements);
        try {
            Together<Integer, String> together = new Together<>(
                    all -> {
                        assertThat(all).hasSizeBetween(1, most);
                        return all.stream().map(String::valueOf).toList();
                    },
                    threads,
                    most,
                    statements);
            List<CompletableFuture<String>> outcomes = IntStream.range(0, things)
                    .parallel()
                    .mapToObj(thing -> together.add(thing).toCompletableFuture())
                    .toList();
            for (int thing = 0; thing < things; thing++) {
                assertThat(outcomes.get(thing).join()).isEqualTo(String.valueOf(thing));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void what_comes_while_a_statement_is_under_way_is_done_by_the_next_one_and_a_failure_is_that_of_all_in_it() {
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<List<Integer>> done = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try {
            Together<Integer, Integer> together = new Together<>(
                    all -> {
                        done.add(List.copyOf(all));
                        underWay.countDown();
                        await(goOn);
                        if (all.contains(3)) {
                            throw new IllegalStateException("three");
                        }
                        return all;
                    },
                    threads,
                    10,
                    1);
            CompletableFuture<Integer> first = together.add(1).toCompletableFuture();
            await(underWay);
            CompletableFuture<Integer> second = together.add(2).toCompletableFuture();
            CompletableFuture<Integer> third = together.add(3).toCompletableFuture();
            goOn.countDown();
            assertThat(first.join()).isEqualTo(1);
            assertThatThrownBy(second::join).rootCause().hasMessage("three");
            assertThatThrownBy(third::join).rootCause().hasMessage("three");
            assertThat(done).containsExactly(List.of(1), List.of(2, 3));
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
