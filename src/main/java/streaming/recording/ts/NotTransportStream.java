package streaming.recording.ts;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * The bytes hold no MPEG transport stream (ISO/IEC 13818-1), so nothing of them can be joined: an empty object, a web
 * page, a fragmented-MP4 box, packed audio, or an encrypted segment. The message is one short phrase for the operator.
 */
public final class NotTransportStream extends Exception {
    private static final long serialVersionUID = 1L;

    public NotTransportStream(String reason) {
        super(reason);
    }

    /** What the first bytes of a file without sync bytes betray. */
    public static String reason(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        String start = text.stripLeading().toLowerCase(Locale.ROOT);
        if (head.length == 0) {
            return "empty file";
        }
        if (start.startsWith("<!doctype") || start.startsWith("<html")) {
            return "HTML page";
        }
        if (start.startsWith("<")) {
            return "XML document";
        }
        if (start.startsWith("{") || start.startsWith("[")) {
            return "JSON document";
        }
        if (start.startsWith("#extm3u")) {
            return "playlist";
        }
        if (text.length() >= 8
                && Set.of("ftyp", "styp", "moof", "sidx", "moov", "mdat", "emsg", "free")
                        .contains(text.substring(4, 8))) {
            return "fragmented MP4 (" + text.substring(4, 8) + " box), not a transport stream";
        }
        if (text.startsWith("ID3") || head.length > 1 && (head[0] & 0xff) == 0xff && (head[1] & 0xe0) == 0xe0) {
            return "packed audio, not a transport stream";
        }
        if (text.startsWith("WEBVTT")) {
            return "subtitles, not a transport stream";
        }
        return "no sync byte found: encrypted, or not a transport stream";
    }
}
