package streaming.recording.segment;

import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/**
 * One segment to fetch.
 *
 * @param folder of the recording, below the work folder
 * @param givenUp an earlier poll could not fetch it
 * @param ended its stream is over
 */
public record SegmentTask(
        String recordingId, String bucket, String folder, SegmentObject object, boolean givenUp, boolean ended) {

    static SegmentTask of(Recording recording, SegmentObject segment, boolean givenUp) {
        return new SegmentTask(
                recording.recordingId(), recording.bucket(), recording.folder(), segment, givenUp, recording.ended());
    }

    /**
     * With the store's checksum, which the SDK compares, and as a request object: Camel would evaluate a key in a
     * header, and a name may hold an expression.
     */
    public GetObjectRequest request() {
        return GetObjectRequest.builder()
                .bucket(bucket)
                .key(object.objectKey())
                .checksumMode(ChecksumMode.ENABLED)
                .build();
    }
}
