package streaming.recording.media;

/**
 * The bytes hold no MPEG transport stream (ISO/IEC 13818-1), so nothing of them can be joined: an empty object, a web page,
 * a fragmented-MP4 box, packed audio, or an encrypted segment. The message is one short phrase for the operator.
 */
public final class NotTransportStream extends Exception {
    private static final long serialVersionUID = 1L;

    public NotTransportStream(String reason) {
        super(reason);
    }
}
