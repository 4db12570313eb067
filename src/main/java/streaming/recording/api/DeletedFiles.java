package streaming.recording.api;

/**
 * What there is of a recording that is deleted: a row of begin-deletion.sql.
 *
 * @param folder in the work folder; null when it has none any more
 * @param objectName of the MP4, empty when there is none
 * @param posterName of the poster, empty when there is none
 */
public record DeletedFiles(String recordingId, String folder, String objectName, String posterName) {}
