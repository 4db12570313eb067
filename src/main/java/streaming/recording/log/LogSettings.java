package streaming.recording.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import org.slf4j.LoggerFactory;
import streaming.recording.config.Settings;

/**
 * What is logged, and how it is written.
 *
 * @param level of the service
 * @param json one object a line, in place of text
 */
public record LogSettings(Level level, boolean json) {

    public static LogSettings from(Settings settings) {
        return new LogSettings(
                Level.toLevel(settings.form(
                        "recorder.log.level", "(?i)error|warn|info|debug", "ERROR, WARN, INFO or DEBUG expected")),
                settings.form("recorder.log.format", "text|json", "text or json expected")
                        .equals("json"));
    }

    /** From now on; where another logging library is at work, nothing changes. */
    public void apply() {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.getLogger("recording").setLevel(level);
        context.getLogger("org.apache.camel.main").setLevel(Level.INFO);
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        if (level.isGreaterOrEqual(root.getEffectiveLevel())) {
            context.getLoggerList().stream()
                    .filter(logger -> logger.getLevel() != null && level.isGreaterOrEqual(logger.getLevel()))
                    .forEach(logger -> logger.setLevel(level));
        }
        if (json) {
            root.iteratorForAppenders().forEachRemaining(appender -> {
                if (appender instanceof OutputStreamAppender<ILoggingEvent> stream) {
                    JsonLines lines = new JsonLines();
                    lines.setContext(context);
                    lines.start();
                    stream.setEncoder(lines);
                }
            });
        }
    }
}
