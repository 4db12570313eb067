package streaming.recording.bench;

import java.time.Duration;

/** A benchmark waits for the clock where a test would wait for a condition. */
final class Pause {

    private Pause() {}

    static void of(Duration time) {
        try {
            Thread.sleep(Math.max(0, time.toMillis()));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param nanos of {@link System#nanoTime()} */
    static void until(long nanos) {
        of(Duration.ofNanos(nanos - System.nanoTime()));
    }
}
