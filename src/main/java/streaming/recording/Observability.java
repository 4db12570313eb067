package streaming.recording;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.spi.Registry;
import streaming.recording.health.Check;
import streaming.recording.health.DatabaseWatch;
import streaming.recording.health.DiskWatch;
import streaming.recording.health.PortWatch;
import streaming.recording.health.ProgramWatch;
import streaming.recording.health.StoreWatch;

/** What the management port tells beyond what Camel tells by itself. */
final class Observability {

    private Observability() {
    }

    /** Readiness asks for all that work needs; liveness only for what a new start would bring back. */
    static void checks(CamelContext camel) {
        Registry beans = camel.getRegistry();
        HealthCheckRegistry checks = HealthCheckRegistry.get(camel);
        checks.register(new Check("port", true, new PortWatch(new Settings(camel).integer("recorder.http.port"))));
        checks.register(new Check("postgresql", false, new DatabaseWatch(beans.findSingleByType(DataSource.class))));
        checks.register(new Check("s3", false, beans.findSingleByType(StoreWatch.class)));
        checks.register(new Check("disk", false, beans.findSingleByType(DiskWatch.class)));
        checks.register(new Check("ffmpeg", false, beans.findSingleByType(ProgramWatch.class)));
    }

    /** Gauges that are read when they are asked for. */
    static void gauges(CamelContext camel) {
        Set<MeterRegistry> registries = camel.getRegistry().findByType(MeterRegistry.class);
        DiskWatch disk = camel.getRegistry().findSingleByType(DiskWatch.class);
        for (MeterRegistry registry : registries) {
            // a rate needs the zero before the first; the endpoints in the routes count under the same name and tag
            for (String counter : List.of("recorder.segments", "recorder.segment.bytes", "recorder.segment.retries", "recorder.segments.given.up")) {
                registry.counter(counter, "camelContext", camel.getName());
            }
            Gauge.builder("recorder.disk.free", disk, watch -> watch.room().free()).baseUnit("bytes").register(registry);
            Gauge.builder("recorder.disk.total", disk, watch -> watch.room().total()).baseUnit("bytes").register(registry);
            camel.getEndpoints().stream().filter(SedaEndpoint.class::isInstance).map(SedaEndpoint.class::cast).forEach(queue ->
                    Gauge.builder("recorder.queue.depth", queue, SedaEndpoint::getCurrentQueueSize)
                            .tag("queue", name(queue)).register(registry));
        }
    }

    private static String name(SedaEndpoint queue) {
        return queue.getEndpointUri().replaceFirst("^seda://", "").replaceFirst("\\?.*$", "");
    }
}
