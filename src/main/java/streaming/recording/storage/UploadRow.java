package streaming.recording.storage;

/**
 * A row of load-live-upload.sql: the multipart upload of a recording with one of the parts that got through.
 *
 * @param number of the part; null, with all that follows, when there is none yet
 */
public record UploadRow(String objectName, String liveUpload, Integer number, Long size, String md5, String etag) {}
