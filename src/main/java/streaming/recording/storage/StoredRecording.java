package streaming.recording.storage;

/**
 * Where the objects of a recording are: a row of get-object.sql.
 *
 * @param posterName null when it has no poster
 * @param error why it is not completed; null when nothing is known
 * @param folder its work folder while it is being made, else null
 * @param holder another instance that has that folder, host:port; null when there is none
 */
public record StoredRecording(
        String recordingId,
        String status,
        String filePath,
        String posterName,
        String error,
        String folder,
        String holder) {}
