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
    private static final Map<String, String> HELP = Map.ofEntries(
            Map.entry("recordings_live", "Recordings of streams that are live"),
            Map.entry("recordings_processing", "Recordings whose stream has ended and whose MP4 is not complete yet"),
            Map.entry("recordings_postponed", "Recordings in processing that wait for another attempt"),
            Map.entry("recordings_failed_today", "Recordings that failed within a day"),
            Map.entry("recordings_in_doubt_today", "Recordings that were completed in doubt within a day"),
            Map.entry(
                    "lag_seconds",
                    "Seconds since the last segment of the live recording that has waited longest for one"),
            Map.entry(
                    "processing_seconds",
                    "Seconds since the end of the stream that ended first and is still processed"),
            Map.entry("events_waiting", "Streams that started within a day and are not recorded yet"),
            Map.entry("hand_overs_waiting", "Messages to receivers that are not delivered yet"),
            Map.entry("hand_over_seconds", "Age in seconds of the oldest message that a receiver did not take"),
            Map.entry("recordings_here", "Live recordings of this instance"),
            Map.entry("recordings_waiting", "Live recordings that no instance holds"),
            Map.entry("instances", "Instances that share the database"),
            Map.entry("capacity", "Live recordings that the instances should hold at most, those that drain left out"));

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
