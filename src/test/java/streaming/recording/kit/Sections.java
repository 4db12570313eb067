package streaming.recording.kit;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;

/** Writes program tables (ISO/IEC 13818-1, 2.4.4), each with its CRC. */
final class Sections {

    private Sections() {}

    /** @param programs pid of the program map by program number, in their order */
    static byte[] association(Map<Integer, Integer> programs) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        programs.forEach((number, pid) -> {
            two(body, number);
            two(body, 0xe000 | pid);
        });
        return section(0x00, 1, body.toByteArray());
    }

    /** @param clockPid of the track that carries the PCR */
    static byte[] programMap(int program, int clockPid, byte[] descriptors, List<Track> tracks) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        two(body, 0xe000 | clockPid);
        two(body, 0xf000 | descriptors.length);
        body.writeBytes(descriptors);
        for (Track track : tracks) {
            body.write(track.streamType());
            two(body, 0xe000 | track.pid());
            two(body, 0xf000 | track.descriptors().length);
            body.writeBytes(track.descriptors());
        }
        return section(0x02, program, body.toByteArray());
    }

    /** A table that only its sender understands. */
    static byte[] privateTable() {
        return section(0xc0, 7, "private".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    /** splice_null of SCTE 35, 9.7.1. */
    static byte[] spliceNull() {
        byte[] b = new byte[17 + 3];
        byte[] head = Track.bytes(0xfc, 0x30, 0x11, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xf0, 0, 0, 0);
        System.arraycopy(head, 0, b, 0, head.length);
        crc(b, b.length - 4);
        return b;
    }

    private static byte[] section(int table, int extension, byte[] body) {
        byte[] b = new byte[8 + body.length + 4];
        int length = b.length - 3;
        b[0] = (byte) table;
        b[1] = (byte) (0xb0 | length >> 8);
        b[2] = (byte) length;
        b[3] = (byte) (extension >> 8);
        b[4] = (byte) extension;
        b[5] = (byte) 0xc1;
        System.arraycopy(body, 0, b, 8, body.length);
        crc(b, b.length - 4);
        return b;
    }

    /** CRC of ISO/IEC 13818-1, annex A, over all bytes before it. */
    private static void crc(byte[] b, int at) {
        int crc = -1;
        for (int i = 0; i < at; i++) {
            crc ^= (b[i] & 0xff) << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? crc << 1 ^ 0x04c11db7 : crc << 1;
            }
        }
        for (int i = 0; i < 4; i++) {
            b[at + i] = (byte) (crc >>> 24 - 8 * i);
        }
    }

    private static void two(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }
}
