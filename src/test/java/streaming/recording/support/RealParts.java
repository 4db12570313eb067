package streaming.recording.support;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import streaming.recording.embedded.Postgres;
import streaming.recording.embedded.S3Server;

/**
 * PostgreSQL and an S3 server, started once a test run, and on demand the service itself with ordinary settings. A test
 * class takes what it needs as a parameter: {@link RealParts}, or {@link Recorder} for the shared service.
 */
public final class RealParts implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Postgres postgres = Postgres.builder().start();
    private final S3Server s3 = S3Server.builder().start();
    private Recorder shared;

    public Postgres postgres() {
        return postgres;
    }

    public S3Server s3() {
        return s3;
    }

    /** A service with a database and buckets of its own, not yet started. */
    public Recorder recorder() {
        return new Recorder(this, "recorder" + NUMBER.incrementAndGet());
    }

    synchronized Recorder shared() {
        if (shared == null) {
            shared = recorder().start();
        }
        return shared;
    }

    @Override
    public synchronized void close() {
        if (shared != null) {
            shared.close();
        }
        s3.close();
        postgres.close();
    }

    /** Gives tests their parts. */
    public static final class Extension implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            return type == RealParts.class || type == Recorder.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            RealParts parts = context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent("real parts", key -> new Closing(new RealParts()), Closing.class)
                    .parts();
            return parameter.getParameter().getType() == RealParts.class ? parts : parts.shared();
        }
    }

    private record Closing(RealParts parts) implements ExtensionContext.Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            parts.close();
        }
    }
}
