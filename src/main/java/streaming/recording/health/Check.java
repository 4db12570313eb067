package streaming.recording.health;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * One thing that the service needs, as the management port tells it: up, or down with a reason that holds no secret.
 */
public final class Check extends AbstractHealthCheck {

    private final Probe watch;
    private final boolean vital;

    /** @param vital whether a new start helps, so that it belongs to liveness; readiness asks for all */
    public Check(String name, boolean vital, Probe watch) {
        super("recorder", name);
        this.vital = vital;
        this.watch = watch;
    }

    @Override
    public boolean isLiveness() {
        return vital;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        String reason = watch.reason();
        if (reason == null) {
            result.up();
        } else {
            result.message(reason).down();
        }
    }
}
