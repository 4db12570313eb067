package streaming.recording.storage;

/**
 * An MP4 in the bucket that carries the id of its recording.
 *
 * @param etag as the store named it, opaque
 * @param size bytes
 * @param attempt which attempt to finish the recording put it there; null when an earlier version of the service did
 */
public record StoredMp4(String name, String etag, long size, String attempt) {}
