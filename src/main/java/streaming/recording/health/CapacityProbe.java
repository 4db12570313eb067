package streaming.recording.health;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the instances together can carry what is live, and whether this one takes new recordings. */
public final class CapacityProbe implements Probe {

    private static final Logger LOG = LoggerFactory.getLogger("recording.instances");

    private final BooleanSupplier draining;
    private volatile String shortage;

    /** @param draining whether this instance takes no new recordings */
    public CapacityProbe(BooleanSupplier draining) {
        this.draining = draining;
    }

    /** @param figures of measure.sql */
    public void see(Map<String, Object> figures) {
        long live = number(figures, "recordings_live");
        long capacity = number(figures, "capacity");
        boolean announced = number(figures, "instances") > 0;
        String now = announced && live > capacity
                ? live + " live recordings are more than the capacity of all instances, " + capacity
                        + " (CAPACITY): new ones are recorded late"
                : null;
        if (now != null && shortage == null) {
            LOG.warn("Capacity exceeded: live={} capacity={} instances={}", live, capacity, figures.get("instances"));
        } else if (now == null && shortage != null) {
            LOG.info("Capacity suffices again: live={} capacity={}", live, capacity);
        }
        shortage = now;
    }

    private static long number(Map<String, Object> figures, String name) {
        return figures.get(name) instanceof Number number ? number.longValue() : 0;
    }

    @Override
    public String reason() {
        return draining.getAsBoolean() ? "draining: it takes no new recordings" : shortage;
    }
}
