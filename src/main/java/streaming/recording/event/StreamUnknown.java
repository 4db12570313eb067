package streaming.recording.event;

/** The Stream Service answers, and does not know the stream that it was asked for. */
public final class StreamUnknown extends StreamServiceSilent {

    public StreamUnknown(String message) {
        super(message);
    }
}
