package streaming.recording.health;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.component.timer.TimerEndpoint;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;

/**
 * When each timer last ran. A timer whose thread died, or that waits for ever, leaves work undone and says nothing by
 * itself.
 */
public final class TimerProbe implements Probe, RoutePolicyFactory {

    /** Behind three periods, so that a pause of the machine is nothing. */
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);
    /** Of one run, behind three periods: neighbours may be slow. */
    private static final long LONGEST_RUN = TimeUnit.MINUTES.toNanos(15);

    private final LongSupplier nanos;
    private final Map<String, Watch> timers = new ConcurrentHashMap<>();

    /** @param nanos a clock that never jumps, such as {@link System#nanoTime} */
    public TimerProbe(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
        return route instanceof RouteDefinition timer && timer.getEndpointUrl().startsWith("timer:")
                ? new Watch()
                : null;
    }

    @Override
    public String reason() {
        String late = timers.entrySet().stream()
                .map(timer -> timer.getValue().reason(timer.getKey()))
                .filter(reason -> reason != null)
                .sorted()
                .collect(Collectors.joining("; "));
        return late.isEmpty() ? null : late;
    }

    private final class Watch extends RoutePolicySupport {

        private volatile long period;
        private volatile long since;
        private volatile boolean runs;

        @Override
        public void onStart(Route route) {
            if (route.getEndpoint() instanceof TimerEndpoint timer) {
                period = TimeUnit.MILLISECONDS.toNanos(timer.getPeriod() + timer.getDelay());
                now(false);
                timers.put(route.getRouteId(), this);
            }
        }

        @Override
        public void onStop(Route route) {
            timers.remove(route.getRouteId(), this);
        }

        @Override
        public void onRemove(Route route) {
            timers.remove(route.getRouteId(), this);
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            now(true);
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            now(false);
        }

        private void now(boolean running) {
            since = nanos.getAsLong();
            runs = running;
        }

        private String reason(String id) {
            long ago = nanos.getAsLong() - since;
            if (ago <= 3 * period + (runs ? LONGEST_RUN : PATIENCE)) {
                return null;
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(ago);
            return runs
                    ? "the timer " + id + " has been at one run for " + seconds + " s"
                    : "the timer " + id + " has not run for " + seconds + " s";
        }
    }
}
