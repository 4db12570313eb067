package streaming.recording.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Figures that are measured now and then, for the gauges of the management port. A figure is called what its column is.
 */
public final class Figures {

    /** What each column of measure.sql is. */
    private static final Map<String, String> HELP = Map.of(
            "recordings_live", "Recordings of streams that are live",
            "recordings_processing", "Recordings whose stream has ended and whose MP4 is not complete yet",
            "recordings_postponed", "Recordings in processing that wait for another attempt",
            "recordings_failed_today", "Recordings that failed within a day",
            "recordings_in_doubt_today", "Recordings that were completed in doubt within a day",
            "lag_seconds", "Seconds since the last segment of the live recording that has waited longest for one",
            "processing_seconds", "Seconds since the end of the stream that ended first and is still processed",
            "events_waiting", "Streams that started within a day and are not recorded yet",
            "hand_overs_waiting", "Messages to receivers that are not delivered yet",
            "hand_over_seconds", "Age in seconds of the oldest message that a receiver did not take");

    private final Map<String, Double> figures = new ConcurrentHashMap<>();

    /**
     * Keeps the figures, and makes a gauge of each that is new.
     *
     * @param row column and number; NULL is left out, as nothing could be measured then
     */
    public void keep(Map<String, Object> row, MeterRegistry registry) {
        row.forEach((name, value) -> {
            if (value instanceof Number number) {
                if (figures.put(name, number.doubleValue()) == null) {
                    Gauge.builder("recorder." + name.replace('_', '.'), figures, all -> all.get(name))
                            .description(HELP.get(name))
                            .register(registry);
                }
            }
        });
    }
}
