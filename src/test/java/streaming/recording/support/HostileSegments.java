package streaming.recording.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import streaming.recording.embedded.Ffmpeg;

/** Segments that are made to take time or memory of who reads them. */
public final class HostileSegments {

    private static final int PACKET = 188;
    private static final int MAP = 0x100;
    private static final int FIRST = 0x200;

    private HostileSegments() {}

    /** A program map that names another codec, on another pid, at each packet. */
    public static byte[] mapThatChanges(int bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        association(out);
        byte[] frame = HexFormat.of().parseHex("fff150800180fc" + "21".repeat(5));
        for (int i = 0; out.size() < bytes; i++) {
            int pid = FIRST + i % 4096;
            map(out, i, List.of(0x0f, 0x03, 0x1b, 0x24).get(i % 4), pid);
            sound(out, i, pid, 3_600L * i, frame);
        }
        return out.toByteArray();
    }

    /** Heads of frames of sound whose length leads to no other head. */
    public static byte[] headsThatNeverLink(int bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        association(out);
        map(out, 0, 0x0f, FIRST);
        byte[] heads = HexFormat.of().parseHex("fff1508001bffc".repeat(22));
        for (int i = 0; out.size() < bytes; i++) {
            sound(out, i, FIRST, 1_920L * i, heads);
        }
        return out.toByteArray();
    }

    /** Two pictures that are larger than those that anybody looks at, in 1 to 2 MB. */
    public static byte[] largePictures(Path folder) throws IOException, InterruptedException {
        Path file = Files.createDirectories(folder).resolve("large.ts");
        Process encoder = new ProcessBuilder(List.of((Ffmpeg.encoder()
                                + " -hide_banner -loglevel error -nostdin -y -f lavfi -i color=size=15360x15360:rate=1:duration=2"
                                + " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -bf 0 -g 1 -threads 1"
                                + " -x264-params rc-lookahead=0:sync-lookahead=0:ref=1 -f mpegts " + file)
                        .split(" ")))
                .inheritIO()
                .start();
        if (encoder.waitFor() != 0) {
            throw new IOException("ffmpeg cannot encode");
        }
        return Files.readAllBytes(file);
    }

    private static void association(ByteArrayOutputStream out) {
        section(out, 0, 0, HexFormat.of().parseHex("00b00d0001c10000" + "0001" + "e100"));
    }

    private static void map(ByteArrayOutputStream out, int version, int type, int pid) {
        byte[] map = HexFormat.of().parseHex("02b0120001c10000" + "e200" + "f000" + "00e000f000");
        map[5] = (byte) (0xc1 | version % 32 << 1);
        map[8] = (byte) (0xe0 | pid >> 8);
        map[9] = (byte) pid;
        map[12] = (byte) type;
        map[13] = (byte) (0xe0 | pid >> 8);
        map[14] = (byte) pid;
        section(out, MAP, version, map);
    }

    private static void section(ByteArrayOutputStream out, int pid, int counter, byte[] section) {
        byte[] payload = Arrays.copyOf(section, section.length + 5);
        System.arraycopy(section, 0, payload, 1, section.length);
        payload[0] = 0;
        int crc = crc(section);
        for (int i = 0; i < 4; i++) {
            payload[section.length + 1 + i] = (byte) (crc >> 24 - 8 * i);
        }
        byte[] whole = new byte[PACKET - 4];
        Arrays.fill(whole, (byte) 0xff);
        System.arraycopy(payload, 0, whole, 0, payload.length);
        packet(out, pid, counter, whole);
    }

    /** CRC-32/MPEG-2. */
    private static int crc(byte[] bytes) {
        int crc = -1;
        for (byte one : bytes) {
            crc ^= one << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc << 1 ^ (crc < 0 ? 0x04c11db7 : 0);
            }
        }
        return crc;
    }

    /** One PES packet in one packet; what lacks is filled up before it. */
    private static void sound(ByteArrayOutputStream out, int counter, int pid, long time, byte[] payload) {
        byte[] pes = new byte[14 + payload.length];
        byte[] head = HexFormat.of().parseHex("000001c00000808005");
        int length = 8 + payload.length;
        head[4] = (byte) (length >> 8);
        head[5] = (byte) length;
        System.arraycopy(head, 0, pes, 0, head.length);
        pes[9] = (byte) (0x21 | time >> 29 & 0x0e);
        pes[10] = (byte) (time >> 22);
        pes[11] = (byte) (time >> 14 & 0xfe | 1);
        pes[12] = (byte) (time >> 7);
        pes[13] = (byte) (time << 1 & 0xfe | 1);
        System.arraycopy(payload, 0, pes, 14, payload.length);
        packet(out, pid, counter, pes);
    }

    private static void packet(ByteArrayOutputStream out, int pid, int counter, byte[] payload) {
        int stuffing = PACKET - 4 - payload.length;
        out.write(0x47);
        out.write(0x40 | pid >> 8);
        out.write(pid);
        out.write((stuffing > 0 ? 0x30 : 0x10) | counter & 15);
        if (stuffing > 0) {
            out.write(stuffing - 1);
        }
        if (stuffing > 1) {
            out.write(0);
        }
        for (int i = 2; i < stuffing; i++) {
            out.write(0xff);
        }
        out.writeBytes(payload);
    }
}
