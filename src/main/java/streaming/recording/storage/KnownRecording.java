package streaming.recording.storage;

/**
 * What a row says that there is of a recording: a row of reconcile-rows.sql.
 *
 * @param status recording, processing, completed or failed
 * @param fileSize in bytes; null when there is no MP4
 * @param filePath bucket and name of the MP4; null when it is not completed
 * @param stuck how its two rows contradict each other, for a person; null when they do not
 */
public record KnownRecording(
        String recordingId,
        String status,
        String streamKey,
        String folder,
        String posterName,
        Long fileSize,
        String filePath,
        String stuck) {}
