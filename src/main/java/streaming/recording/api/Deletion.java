package streaming.recording.api;

/**
 * A recording that is to be deleted.
 *
 * @param cause why, for its last event
 */
public record Deletion(String recordingId, String cause) {

    public static Deletion byAdministrator(String recordingId) {
        return new Deletion(recordingId, "an administrator asked for it");
    }

    public static Deletion byRetention(String recordingId) {
        return new Deletion(recordingId, "completed longer ago than RETENTION");
    }
}
