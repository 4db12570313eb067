package streaming.recording.health;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.spi.Registry;
import streaming.recording.http.WrongTokens;

/** What the management port tells beyond what Camel tells by itself. */
public final class Observability {

    private static final Map<String, String> COUNTERS = Map.of(
            "recorder.segments", "Segments that were captured",
            "recorder.segment.bytes", "Bytes of the segments that were captured",
            "recorder.segment.retries", "Downloads of a segment that were tried again",
            "recorder.segments.given.up", "Segments that were given up, until a later poll gets them");

    private Observability() {}

    /**
     * Readiness asks for all that work needs; liveness only for what a new start would bring back.
     *
     * @param port of the API
     */
    public static void checks(CamelContext camel, int port) {
        Registry beans = camel.getRegistry();
        HealthCheckRegistry checks = HealthCheckRegistry.get(camel);
        checks.register(new Check("port", true, new PortProbe(port)));
        checks.register(new Check("postgresql", false, new DatabaseProbe(beans.findSingleByType(DataSource.class))));
        checks.register(new Check("s3", false, beans.findSingleByType(StoreProbe.class)));
        checks.register(new Check("disk", false, beans.findSingleByType(DiskProbe.class)));
        checks.register(new Check("ffmpeg", false, beans.findSingleByType(ProgramProbe.class)));
        checks.register(new Check("timers", false, beans.findSingleByType(TimerProbe.class)));
    }

    /** Gauges that are read when they are asked for. */
    public static void gauges(CamelContext camel) {
        Set<MeterRegistry> registries = camel.getRegistry().findByType(MeterRegistry.class);
        DiskProbe disk = camel.getRegistry().findSingleByType(DiskProbe.class);
        Health health = camel.getRegistry().findSingleByType(Health.class);
        WrongTokens wrong = camel.getRegistry().findSingleByType(WrongTokens.class);
        for (MeterRegistry registry : registries) {
            // a rate needs the zero before the first; the endpoints in the routes count under the same name and tag
            COUNTERS.forEach((counter, help) -> Counter.builder(counter)
                    .tag("camelContext", camel.getName())
                    .description(help)
                    .register(registry));
            DistributionSummary.builder("recorder.finalize.seconds")
                    .tag("camelContext", camel.getName())
                    .description("Seconds from the end of a stream until its recording was completed")
                    .serviceLevelObjectives(1, 2, 5, 10, 20, 30, 60, 120, 300, 900)
                    .register(registry);
            FunctionCounter.builder("recorder.wrong.tokens", wrong, WrongTokens::total)
                    .description("Requests with a wrong token")
                    .register(registry);
            Gauge.builder("recorder.degraded", health, watch -> watch.isDegraded() ? 1 : 0)
                    .description("1 while GET /health says degraded, else 0")
                    .register(registry);
            Gauge.builder("recorder.disk.free", disk, watch -> watch.room().free())
                    .baseUnit("bytes")
                    .description("Free on the disk of the work folder")
                    .register(registry);
            Gauge.builder("recorder.disk.total", disk, watch -> watch.room().total())
                    .baseUnit("bytes")
                    .description("Size of the disk of the work folder")
                    .register(registry);
            // whoever sends to a queue has an endpoint of its own beside the one that reads from it
            camel.getEndpoints().stream()
                    .filter(SedaEndpoint.class::isInstance)
                    .map(SedaEndpoint.class::cast)
                    // endpoints of one name, with other parameters, share its queue
                    .collect(Collectors.toMap(Observability::name, queue -> queue, (one, another) -> one))
                    .forEach((name, queue) -> Gauge.builder(
                                    "recorder.queue.depth", queue, SedaEndpoint::getCurrentQueueSize)
                            .tag("queue", name)
                            .description("Messages that wait in a queue of the routes")
                            .register(registry));
        }
    }

    private static String name(SedaEndpoint queue) {
        return queue.getEndpointUri().replaceFirst("^seda://", "").replaceFirst("\\?.*$", "");
    }
}
