package streaming.recording.storage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedGetObjectRequest;
import streaming.recording.failure.Rejected;

/**
 * URLs by which anybody can read one object for a while. Nothing is asked of the store: the signature covers the host,
 * so the presigner is one for the name that the store has outside. (The S3 component's createDownloadLink asks the
 * store for the bucket first, and its header for the lifetime is misspelled in this line.)
 */
public final class DownloadLinks {

    private final S3Presigner presigner;
    private final String bucket;
    private final Duration lifetime;

    /** @param lifetime of a URL, at most 7 days (AWS Signature Version 4, "X-Amz-Expires") */
    public DownloadLinks(S3Presigner presigner, String bucket, Duration lifetime) {
        this.presigner = presigner;
        this.bucket = bucket;
        this.lifetime = lifetime;
    }

    /**
     * @param recording null when there is no such recording
     * @param download the store tells the browser to save it under its name
     * @return the JSON of GET /recording/{id}/url
     * @throws Rejected with status 404 or 409 when there is no MP4 to read
     */
    public String link(StoredRecording recording, boolean download) {
        if (recording == null) {
            throw new Rejected(404, "Recording not found");
        }
        if (!"completed".equals(recording.status())) {
            throw new Rejected(
                    409,
                    "Recording is not completed, its status is " + recording.status()
                            + (recording.error() == null ? "" : ": " + recording.error()));
        }
        String path = recording.filePath();
        if (!path.startsWith(bucket + "/")) {
            throw new Rejected(409, "Recording is not in the bucket " + bucket);
        }
        String disposition =
                download ? "attachment; filename=\"" + path.substring(path.lastIndexOf('/') + 1) + '"' : null;
        PresignedGetObjectRequest signed = presigner.presignGetObject(
                request -> request.signatureDuration(lifetime).getObjectRequest(get -> get.bucket(bucket)
                        .key(path.substring(bucket.length() + 1))
                        .responseContentDisposition(disposition)));
        return JsonNodeFactory.instance
                .objectNode()
                .put("url", signed.url().toString())
                .put(
                        "expires_at",
                        signed.expiration().truncatedTo(ChronoUnit.SECONDS).toString())
                .toString();
    }
}
