package streaming.recording.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;

/**
 * Reads the settings of application.properties, each by the name of its property. A value that cannot be read is
 * reported under the environment variable that application.properties names for it.
 */
public final class Settings {

    /** A setting that cannot be read: the service does not start. */
    public static final class Wrong extends RuntimeException {
        private Wrong(String variable, String value, String why) {
            super(variable + "=" + value + " is wrong: " + why, null, false, false);
        }
    }

    private static final Pattern VARIABLE = Pattern.compile("\\{\\{env:([A-Z0-9_]+):.*}}");

    private final UnaryOperator<String> values;
    private final Properties file;
    private final Map<String, String> normalised = new LinkedHashMap<>();

    public Settings(CamelContext camel) {
        this(
                property -> camel.resolvePropertyPlaceholders("{{" + property + "}}"),
                camel.getPropertiesComponent().loadProperties());
    }

    /**
     * @param values gives the value of a property
     * @param file the properties as they are written, with the environment variables that may override them
     */
    public Settings(UnaryOperator<String> values, Properties file) {
        this.values = values;
        this.file = file;
    }

    public String text(String property) {
        return values.apply(property);
    }

    /**
     * @param pattern that the whole value must match
     * @param expected says so in words
     */
    public String form(String property, String pattern, String expected) {
        String value = text(property);
        if (!value.matches(pattern)) {
            throw wrong(property, expected);
        }
        return value;
    }

    public Secret secret(String property) {
        return new Secret(text(property));
    }

    /** A whole number. */
    public int integer(String property) {
        try {
            return Integer.parseInt(text(property));
        } catch (NumberFormatException e) {
            throw wrong(property, "a whole number expected");
        }
    }

    /** How many: 1 or more. */
    public int count(String property) {
        int number = integer(property);
        if (number < 1) {
            throw wrong(property, "1 or more expected");
        }
        return number;
    }

    public int port(String property) {
        int number = integer(property);
        if (number < 1 || number > 65_535) {
            throw wrong(property, "1 to 65535 expected");
        }
        return number;
    }

    public boolean bool(String property) {
        return Boolean.parseBoolean(form(property, "true|false", "true or false expected"));
    }

    /** {@code on} or {@code off}. */
    public boolean on(String property) {
        return form(property, "on|off", "on or off expected").equals("on");
    }

    /** 0 or longer. */
    public Duration duration(String property) {
        return duration(property, "ms");
    }

    /** Longer than 0. */
    public Duration period(String property) {
        return longerThanZero(property, duration(property));
    }

    /** 0 or longer, for a part of Camel that takes milliseconds and no unit. */
    public Duration milliseconds(String property) {
        return duration(property, "");
    }

    public Duration longerThanZero(String property, Duration duration) {
        if (duration.toMillis() < 1) {
            throw wrong(property, "longer than 0 expected");
        }
        return duration;
    }

    private Duration duration(String property, String unit) {
        Duration duration = parsed(property, Durations::parse);
        normalised.put(property, duration.toMillis() + unit);
        return duration;
    }

    /** @param parse throws IllegalArgumentException, whose message says what is expected */
    public <T> T parsed(String property, Function<String, T> parse) {
        try {
            return parse.apply(text(property));
        } catch (IllegalArgumentException e) {
            throw wrong(property, e.getMessage());
        }
    }

    /** The same for a value that must not be shown. */
    public <T> T parsedSecret(String property, Function<String, T> parse) {
        try {
            return parse.apply(text(property));
        } catch (IllegalArgumentException e) {
            throw wrongSecret(property, e.getMessage());
        }
    }

    public Wrong wrong(String property, String why) {
        return new Wrong(variable(property), text(property), why);
    }

    public Wrong wrongSecret(String property, String why) {
        return new Wrong(variable(property), "(not shown)", why);
    }

    /** Gives a property another value than the one that is written, for the routes. */
    public void normalise(String property, String value) {
        normalised.put(property, value);
    }

    /**
     * The durations read so far, by property, written so that Camel and PostgreSQL understand them too; and what else
     * was normalised.
     */
    public Map<String, String> normalised() {
        return Map.copyOf(normalised);
    }

    private String variable(String property) {
        Matcher written = VARIABLE.matcher(file.getProperty(property, ""));
        return written.matches() ? written.group(1) : property;
    }
}
