package streaming.recording.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Figures that are measured now and then, for the gauges of the management port. A figure is called what its column is.
 */
public final class Figures {

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
                            .register(registry);
                }
            }
        });
    }
}
