package streaming.recording.lease;

import java.time.Duration;
import streaming.recording.config.Settings;

/**
 * How the instances share their work.
 *
 * @param time without a renewal, after which another instance takes over
 * @param renewal between two renewals
 * @param capacity live recordings that this instance should hold at most
 * @param address host:port of its API as the other instances reach it; empty: it is found
 */
public record LeaseSettings(Duration time, Duration renewal, int capacity, String address) {

    /** 200 streams of 4 s segments took three quarters of a core and a heap of 512 MB (docs/reliability.md). */
    private static final int STREAMS_A_CORE = 100;

    private static final long HEAP_A_STREAM = 2 << 20;

    public static LeaseSettings from(Settings settings) {
        String capacity = settings.form(
                "recorder.instance.capacity", "auto|[1-9][0-9]{0,4}", "auto or a whole number above 0 expected");
        return new LeaseSettings(
                settings.period("recorder.lease.time"),
                settings.period("recorder.lease.renewal"),
                capacity.equals("auto") ? thatFit() : Integer.parseInt(capacity),
                settings.form(
                        "recorder.instance.address",
                        "([^\\s/?#:]+|\\[[0-9A-Fa-f:]+]):[0-9]{1,5}|",
                        "host:port expected"));
    }

    private static int thatFit() {
        Runtime machine = Runtime.getRuntime();
        long byMemory = machine.maxMemory() / HEAP_A_STREAM;
        return (int) Math.max(1, Math.min((long) STREAMS_A_CORE * machine.availableProcessors(), byMemory));
    }
}
