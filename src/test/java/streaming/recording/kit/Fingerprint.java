package streaming.recording.kit;

import java.util.zip.CRC32;

/**
 * Tells an access unit again in an MP4, where it is framed otherwise: coded slices without start codes, lengths and
 * parameter sets, AAC without its ADTS header (ISO/IEC 14496-15, 14496-3), Opus without its control header.
 */
final class Fingerprint {

    private Fingerprint() {}

    static long ofStream(String codec, byte[] b) {
        CRC32 crc = new CRC32();
        switch (codec) {
            case "h264", "hevc" -> {
                int start = startCode(b, 0);
                while (start < b.length) {
                    int end = startCode(b, start);
                    int to = end < b.length ? end - 3 : b.length;
                    nal(crc, codec, b, start, to);
                    start = end;
                }
            }
            case "aac" -> {
                int head = (b[1] & 1) == 1 ? 7 : 9;
                crc.update(b, head, b.length - head);
            }
            case "opus" -> {
                int head = opusHead(b);
                crc.update(b, head, b.length - head);
            }
            default -> crc.update(b, 0, b.length);
        }
        return crc.getValue();
    }

    static long ofSample(String codec, byte[] b) {
        CRC32 crc = new CRC32();
        if (codec.equals("h264") || codec.equals("hevc")) {
            for (int at = 0; at + 4 < b.length; ) {
                int length =
                        (b[at] & 0xff) << 24 | (b[at + 1] & 0xff) << 16 | (b[at + 2] & 0xff) << 8 | b[at + 3] & 0xff;
                if (length <= 0 || at + 4 + length > b.length) {
                    break;
                }
                nal(crc, codec, b, at + 4, at + 4 + length);
                at += 4 + length;
            }
        } else {
            crc.update(b, 0, b.length);
        }
        return crc.getValue();
    }

    private static void nal(CRC32 crc, String codec, byte[] b, int from, int to) {
        int end = to;
        while (end > from && b[end - 1] == 0) {
            end--;
        }
        int type = codec.equals("h264") ? b[from] & 0x1f : b[from] >> 1 & 0x3f;
        boolean slice = codec.equals("h264") ? type >= 1 && type <= 5 : type < 32;
        if (slice && end > from) {
            crc.update(b, from, end - from);
        }
    }

    /** Where the first NAL unit behind {@code from} begins; the end when there is none. */
    static int startCode(byte[] b, int from) {
        for (int at = from; at + 3 <= b.length; at++) {
            if (b[at] == 0 && b[at + 1] == 0 && b[at + 2] == 1) {
                return at + 3;
            }
        }
        return b.length;
    }

    /** Length of the control header of Opus in MPEG-TS (ETSI TS 103 491, 4). */
    private static int opusHead(byte[] b) {
        int at = 2;
        while ((b[at++] & 0xff) == 0xff) {
            continue;
        }
        at += (b[1] & 0x10) != 0 ? 2 : 0;
        at += (b[1] & 0x08) != 0 ? 2 : 0;
        return at;
    }
}
