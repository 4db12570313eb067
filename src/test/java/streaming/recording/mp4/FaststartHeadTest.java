package streaming.recording.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moving the index to the front; that the bytes are ffmpeg's own is LiveJoinTest. */
class FaststartHeadTest {

    private static final long FOUR_GIB = 1L << 32;
    private static final int FTYP = 24;

    @TempDir
    private Path folder;

    @Test
    void chunk_offsets_grow_by_the_length_of_the_index() throws IOException {
        Path original = mp4(FTYP + 8 + 1000, new long[] {FTYP + 8, FTYP + 500}, new long[] {FTYP + 900});
        FaststartHead head = FaststartHead.write(original, folder.resolve("head.mp4"), 600);

        byte[] bytes = Files.readAllBytes(head.file());
        long moov = moov(new long[2], new long[1], false).length;
        assertThat(head.length()).isEqualTo(Files.size(original));
        assertThat(head.resumes()).isEqualTo(600);
        assertThat(bytes).hasSize((int) (600 + moov));
        assertThat(slice(bytes, FTYP, (int) moov))
                .isEqualTo(
                        moov(new long[] {FTYP + 8 + moov, FTYP + 500 + moov}, new long[] {FTYP + 900 + moov}, false));
        assertThat(slice(bytes, (int) (FTYP + moov), 600 - FTYP))
                .isEqualTo(slice(Files.readAllBytes(original), FTYP, 600 - FTYP));
        assertThat(Mp4Layout.isFaststart(head.file(), head.length())).isTrue();
    }

    @Test
    void a_table_that_only_the_index_lifts_over_4_gib_becomes_wide_and_the_other_one_stays() throws IOException {
        long last = FOUR_GIB - 20;
        Path original = mp4(FOUR_GIB + 500, new long[] {FTYP + 16, last}, new long[] {FTYP + 20});
        FaststartHead head = FaststartHead.write(original, folder.resolve("head.mp4"), FTYP + 16);

        byte[] wide = moov(new long[2], new long[1], true);
        long shift = wide.length;
        assertThat(shift).isEqualTo(moov(new long[2], new long[1], false).length + 8);
        assertThat(head.length()).isEqualTo(Files.size(original) + 8);
        assertThat(slice(Files.readAllBytes(head.file()), FTYP, wide.length))
                .isEqualTo(moov(new long[] {FTYP + 16 + shift, last + shift}, new long[] {FTYP + 20 + shift}, true));
    }

    @Test
    void a_file_without_its_index_is_refused() throws IOException {
        Path original = mp4(2000, new long[] {FTYP + 8}, new long[] {FTYP + 8});
        try (RandomAccessFile cut = new RandomAccessFile(original.toFile(), "rw")) {
            cut.setLength(2000);
        }
        assertThatThrownBy(() -> FaststartHead.write(original, folder.resolve("head.mp4"), 100))
                .isInstanceOf(IOException.class);
    }

    /** ftyp, mdat up to this position, moov; the media is a hole in the file. */
    private Path mp4(long mediaEnd, long[] first, long[] second) throws IOException {
        Path file = folder.resolve("original.mp4");
        try (RandomAccessFile mp4 = new RandomAccessFile(file.toFile(), "rw")) {
            mp4.write(box("ftyp", new byte[FTYP - 8]));
            boolean large = mediaEnd - FTYP >= FOUR_GIB;
            mp4.writeInt(large ? 1 : (int) (mediaEnd - FTYP));
            mp4.writeBytes("mdat");
            if (large) {
                mp4.writeLong(mediaEnd - FTYP);
            }
            mp4.seek(mediaEnd);
            mp4.write(moov(first, second, false));
        }
        return file;
    }

    private static byte[] moov(long[] first, long[] second, boolean wide) throws IOException {
        return box("moov", box("mvhd", new byte[100]), track(first, wide), track(second, false));
    }

    private static byte[] track(long[] offsets, boolean wide) throws IOException {
        ByteBuffer table = ByteBuffer.allocate(8 + offsets.length * (wide ? 8 : 4))
                .putInt(0)
                .putInt(offsets.length);
        for (long offset : offsets) {
            if (wide) {
                table.putLong(offset);
            } else {
                table.putInt((int) offset);
            }
        }
        byte[] stbl = box(
                "stbl",
                box("stsd", new byte[30]),
                box(wide ? "co64" : "stco", table.array()),
                box("sgpd", new byte[9]));
        return box("trak", box("tkhd", new byte[84]), box("mdia", box("mdhd", new byte[24]), box("minf", stbl)));
    }

    private static byte[] box(String type, byte[]... contents) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] content : contents) {
            body.write(content);
        }
        ByteArrayOutputStream box = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(box);
        out.writeInt(8 + body.size());
        out.write(type.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body.toByteArray());
        return box.toByteArray();
    }

    private static byte[] slice(byte[] bytes, int from, int length) {
        return java.util.Arrays.copyOfRange(bytes, from, from + length);
    }
}
