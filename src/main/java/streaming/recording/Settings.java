package streaming.recording;

import java.time.Duration;
import org.apache.camel.CamelContext;
import streaming.recording.database.DatabaseAddress;

/** The settings of application.properties as typed values; a value that cannot be read names its property. */
final class Settings {

    /** A setting that cannot be read: the service does not start. */
    static final class Wrong extends RuntimeException {
        Wrong(String property, String value, String why) {
            super(property + " = " + value + ": " + why, null, false, false);
        }
    }

    private final CamelContext camel;

    Settings(CamelContext camel) {
        this.camel = camel;
    }

    String text(String property) {
        return camel.resolvePropertyPlaceholders("{{" + property + "}}");
    }

    int integer(String property) {
        String value = text(property);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new Wrong(property, value, "a whole number expected");
        }
    }

    boolean bool(String property) {
        String value = text(property);
        if (!value.equals("true") && !value.equals("false")) {
            throw new Wrong(property, value, "true or false expected");
        }
        return value.equals("true");
    }

    Duration duration(String property) {
        String value = text(property);
        try {
            return Durations.parse(value);
        } catch (IllegalArgumentException e) {
            throw new Wrong(property, value, e.getMessage());
        }
    }

    DatabaseAddress database() {
        String url = text("recorder.database.url");
        if (url.isEmpty()) {
            return DatabaseAddress.of(text("recorder.database.host"), integer("recorder.database.port"),
                    text("recorder.database.user"), text("recorder.database.password"), text("recorder.database.name"));
        }
        try {
            return DatabaseAddress.of(url);
        } catch (IllegalArgumentException e) {
            throw new Wrong("recorder.database.url", "(not shown)", e.getMessage());
        }
    }
}
