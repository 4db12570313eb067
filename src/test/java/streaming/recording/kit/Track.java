package streaming.recording.kit;

/**
 * An elementary stream of a broadcast, as the program map tells of it (ISO/IEC 13818-1, 2.4.4.8).
 *
 * @param codec ffmpeg's name of what the bytes are, whatever the program map says
 * @param streamType what the program map says they are (table 2-34)
 * @param streamId of its PES packets (table 2-22)
 * @param descriptors of its entry in the program map
 */
public record Track(int pid, Kind kind, String codec, int streamType, int streamId, byte[] descriptors) {

    /** What becomes of a track in an MP4. */
    public enum Kind {
        VIDEO,
        AUDIO,
        DATA
    }

    static final byte[] NO_DESCRIPTORS = {};

    Track on(int otherPid) {
        return new Track(otherPid, kind, codec, streamType, streamId, descriptors);
    }

    /** The same bytes under another stream type, and without descriptors. */
    Track saidToBe(int otherType) {
        return new Track(pid, kind, codec, otherType, streamId, NO_DESCRIPTORS);
    }

    Track described(int otherType, int... bytes) {
        return new Track(pid, kind, codec, otherType, streamId, bytes(bytes));
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
