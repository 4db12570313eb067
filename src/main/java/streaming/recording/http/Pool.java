package streaming.recording.http;

import java.util.Locale;

/**
 * The threads that operations are served by, a pool for each kind: what waits for a store, or makes a long list, takes
 * no thread from a webhook. When as many as may wait for an answer do, another is told to come again.
 */
enum Pool {
    WEBHOOKS(8, 1_000, 1_000),
    /** Liveness is asked for by few, who give up soon. */
    HEALTH(2, 100, 100),
    /** Lists of many recordings: each answer is a file. */
    LISTS(3, 24, 40),
    /** Players come every few seconds. */
    PLAYBACK(3, 100, 500),
    /** Files of here; or the object store answers, or another instance, or is silent. */
    SEGMENTS(8, 100, 500),
    /** The object store answers, or is silent. */
    STORES(6, 32, 200),
    READS(4, 200, 1_000);

    private final int threads;
    private final int mostWaiting;
    private final int mostUnderWay;

    Pool(int threads, int mostWaiting, int mostUnderWay) {
        this.threads = threads;
        this.mostWaiting = mostWaiting;
        this.mostUnderWay = mostUnderWay;
    }

    /** @param name as the contract writes it; empty for {@link #READS} */
    static Pool of(String name) {
        return name.isEmpty() ? READS : valueOf(name.toUpperCase(Locale.ROOT));
    }

    int threads() {
        return threads;
    }

    /** From the head of a request to the beginning of its answer. */
    int mostWaiting() {
        return mostWaiting;
    }

    /** To the end of its answer, however slowly it is read. */
    int mostUnderWay() {
        return mostUnderWay;
    }
}
