package streaming.recording.storage;

/**
 * The work folder of a recording that is over: a row of finished-folders.sql.
 *
 * @param status completed or failed
 * @param justNow whether it was completed within the last minute
 * @param shared whether there are other instances, whose viewers may still ask for it
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
        boolean shared,
        boolean unsummed,
        java.sql.Array kept) {

    /** Whether somebody may be watching its end by way of another instance, which is not known here. */
    public boolean isWatchedElsewhere() {
        return justNow && shared;
    }

    /** The poster that was not ready when the recording was completed; null when there is nothing to make up for. */
    public PosterJob missingPoster() {
        return status.equals("completed") && posterName == null ? PosterJob.of(recordingId, folder, objectName) : null;
    }
}
