package streaming.recording.database;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Things that come one by one and are done by one statement for all that came while the one before was under way: one
 * round trip and one commit for many of them when there are many, and no waiting when there are few.
 *
 * @param <T> what comes
 * @param <R> what becomes of it
 */
public final class Together<T, R> {

    private record Waiting<T, R>(T thing, CompletableFuture<R> outcome) {}

    private final Function<List<T>, List<R>> deed;
    private final Executor threads;
    private final int most;
    private final BlockingQueue<Waiting<T, R>> waiting = new LinkedBlockingQueue<>();
    private final Semaphore free;

    /**
     * @param deed does all of a list, and gives an outcome for each, in the same order; when it fails, all of them do
     * @param most done at once
     * @param statements under way at once; {@code threads} must have as many
     */
    public Together(Function<List<T>, List<R>> deed, Executor threads, int most, int statements) {
        this.deed = deed;
        this.threads = threads;
        this.most = most;
        this.free = new Semaphore(statements);
    }

    /** The outcome comes on another thread. */
    public CompletionStage<R> add(T thing) {
        Waiting<T, R> one = new Waiting<>(thing, new CompletableFuture<>());
        waiting.add(one);
        begin();
        return one.outcome;
    }

    private void begin() {
        if (!waiting.isEmpty() && free.tryAcquire()) {
            threads.execute(this::work);
        }
    }

    private void work() {
        try {
            List<Waiting<T, R>> taken = new ArrayList<>();
            while (waiting.drainTo(taken, most) > 0) {
                doAll(taken);
                taken.clear();
            }
        } finally {
            free.release();
            // what came between the last look and now
            begin();
        }
    }

    private void doAll(List<Waiting<T, R>> taken) {
        try {
            List<R> outcomes = deed.apply(taken.stream().map(Waiting::thing).toList());
            for (int i = 0; i < taken.size(); i++) {
                taken.get(i).outcome.complete(outcomes.get(i));
            }
        } catch (RuntimeException e) {
            taken.forEach(one -> one.outcome.completeExceptionally(e));
        }
    }
}
