package streaming.recording.join;

/**
 * An attempt to finish a recording that was noted before its MP4 was uploaded: a row of find-attempt.sql.
 *
 * @param attempt its id; null, with all that follows, when nothing is known of it
 * @param units access units in its MP4, of all tracks
 * @param duration of its MP4, seconds
 * @param size of its MP4, bytes
 * @param report what is in its MP4 and what is missing, JSON
 */
public record NotedAttempt(String attempt, Long units, Integer duration, Long size, String report) {

    /** An attempt whose MP4 is to be uploaded. @param report without the ETag, which nobody knows yet */
    static NotedAttempt of(Finish finish, String report) {
        Audit.Figures figures = finish.audit();
        return new NotedAttempt(
                finish.attempt(),
                figures.packets().stream().mapToLong(Long::longValue).sum(),
                (int) figures.duration(),
                figures.size(),
                report);
    }

    /** Whether its MP4 holds as much as that of another attempt, or more. */
    boolean isAsFullAs(NotedAttempt other) {
        return units.equals(other.units) ? duration >= other.duration : units > other.units;
    }
}
