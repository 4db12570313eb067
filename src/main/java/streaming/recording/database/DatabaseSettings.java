package streaming.recording.database;

import streaming.recording.config.Settings;

/**
 * Which database holds the recordings.
 *
 * @param pool connections at most
 */
public record DatabaseSettings(DatabaseAddress address, int pool) {

    /** {@code DATABASE_URL} wins over the single settings. */
    public static DatabaseSettings from(Settings settings) {
        DatabaseAddress parts = DatabaseAddress.of(
                settings.text("recorder.database.host"),
                settings.port("recorder.database.port"),
                settings.text("recorder.database.user"),
                settings.text("recorder.database.password"),
                settings.text("recorder.database.name"));
        return new DatabaseSettings(
                settings.parsedSecret("recorder.database.url", url -> url.isEmpty() ? parts : DatabaseAddress.of(url)),
                settings.count("recorder.database.pool"));
    }
}
