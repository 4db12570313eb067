package streaming.recording.receiver;

/**
 * One receiver is to be told of one recording: a row of claim-hand-over.sql. Routes {@code hand-over-to-…} have it as
 * the variable {@code handOver}.
 *
 * @param target which one, where a receiver has several: a URL of NOTIFY_URLS; else empty
 * @param event {@code recording.started}, {@code recording.completed}, {@code recording.failed} or
 *     {@code recording.deleted}
 * @param attempts this one included
 * @param messageId the same at each attempt
 * @param createdAt when the recording began, or was finished, in ISO 8601
 * @param stillTrue whether the recording is still what the event says; of a start, whether it is there; a deletion
 *     always is
 * @param filePath bucket and name of the MP4; null when there is none
 * @param fileSize in bytes; null when there is no MP4
 * @param doubts their codes; null when there are none
 * @param recording JSON as of GET /recording/{id}, with stream_key, title, coverage and doubts; only id and stream_key
 *     when it is gone
 */
public record HandOver(
        long id,
        String receiver,
        String target,
        String recordingId,
        String streamKey,
        String event,
        int attempts,
        String messageId,
        String createdAt,
        boolean stillTrue,
        String filePath,
        Long fileSize,
        String doubts,
        String recording) {}
