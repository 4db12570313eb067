package streaming.recording.storage;

/**
 * The work folder of a recording that is over: a row of finished-folders.sql.
 *
 * @param status completed or failed
 * @param justNow whether it was completed within the last minute
 * @param unsummed whether the checksum of its MP4 is still to be computed
 * @param kept names of the files that stay, as an SQL array
 */
public record FinishedFolder(
        String recordingId,
        String folder,
        String objectName,
        String posterName,
        String status,
        boolean justNow,
        boolean unsummed,
        java.sql.Array kept) {

    /** The poster that was not ready when the recording was completed; null when there is nothing to make up for. */
    public PosterJob missingPoster() {
        return status.equals("completed") && posterName == null ? PosterJob.of(recordingId, folder, objectName) : null;
    }
}
