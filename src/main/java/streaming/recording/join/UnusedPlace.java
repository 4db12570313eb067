package streaming.recording.join;

/**
 * A row of unused-places.sql: an object that the playlist listed at further places where it is not recorded.
 *
 * @param places how many
 * @param reason of one of them
 */
public record UnusedPlace(String objectKey, long places, String reason) {

    Doubt doubt() {
        return new Doubt(
                Doubt.PLAYLIST_NOT_UNDERSTOOD,
                "the playlist listed " + objectKey + " at more than one place, and it is not recorded at " + places
                        + " of them: " + reason);
    }
}
