package streaming.recording.database;

import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.component.sql.SqlEndpoint;
import org.apache.camel.component.sql.SqlHelper;
import org.apache.camel.spi.EndpointStrategy;

/**
 * Tells each {@code sql:} endpoint how many parameters its statement has, which the SQL component would ask the server
 * for, one round trip and three quarters of a small statement's time, at each execution.
 */
public final class CountedParameters implements EndpointStrategy {

    /** As the component has them once it has put a question mark for each number sign. */
    private static final Pattern NAMED = Pattern.compile(":[#?]+");

    private final CamelContext camel;

    private CountedParameters(CamelContext camel) {
        this.camel = camel;
    }

    public static void register(CamelContext camel) {
        camel.getCamelContextExtension().registerEndpointCallback(new CountedParameters(camel));
    }

    @Override
    public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
        if (endpoint instanceof SqlEndpoint sql && sql.getParametersCount() == 0) {
            try {
                String statement = SqlHelper.resolveQuery(camel, sql.getQuery(), sql.getPlaceholder());
                sql.setParametersCount((int) NAMED.matcher(statement).results().count());
            } catch (IOException | NoTypeConversionAvailableException e) {
                throw new IllegalArgumentException(uri + ": " + e.getMessage(), e);
            }
        }
        return endpoint;
    }
}
