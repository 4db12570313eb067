package streaming.recording.storage;

/**
 * A poster that is to be made, or to be put beside its MP4.
 *
 * @param folder of the recording, below the work folder
 * @param objectName of the MP4; null as long as it has none
 */
public record PosterJob(String recordingId, String folder, String objectName) {

    public static PosterJob of(String recordingId, String folder, String objectName) {
        return new PosterJob(recordingId, folder, objectName);
    }

    /** Of a recording that is being made. */
    public static PosterJob live(String recordingId, String folder) {
        return new PosterJob(recordingId, folder, null);
    }
}
