package streaming.recording.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Mp4Layout on files of any boxes and on any bytes. */
class Mp4LayoutPropertyTest {

    private static Path file;

    /** @param wide its size is written in 64 bits (ISO/IEC 14496-12, 4.2) */
    record Box(String type, int content, boolean wide) {

        byte[] bytes() {
            int size = content + (wide ? 16 : 8);
            ByteBuffer box =
                    ByteBuffer.allocate(size).putInt(wide ? 1 : size).put(type.getBytes(StandardCharsets.ISO_8859_1));
            return (wide ? box.putLong(size) : box).array();
        }
    }

    @BeforeContainer
    static void make() throws IOException {
        file = Files.createTempFile("layout", ".mp4");
    }

    @AfterContainer
    static void drop() throws IOException {
        Files.delete(file);
    }

    @Property(tries = 500)
    void faststart_is_moov_before_the_first_mdat_and_whole_boxes(
            @ForAll("boxes") List<Box> boxes, @ForAll @IntRange(max = 20) int cut) {
        List<String> types = boxes.stream().map(Box::type).toList();
        int moov = types.indexOf("moov");
        int mdat = types.indexOf("mdat");
        byte[] whole = bytes(boxes);

        assertThat(isFaststart(whole)).as(types.toString()).isEqualTo(moov >= 0 && mdat > moov);
        if (cut > 0 && whole.length > cut && boxes.get(boxes.size() - 1).content() >= cut) {
            assertThat(isFaststart(java.util.Arrays.copyOf(whole, whole.length - cut)))
                    .as("cut")
                    .isFalse();
        }
    }

    @Property(tries = 500)
    void any_bytes_have_an_answer(
            @ForAll @Size(max = 300) byte[] bytes, @ForAll("boxes") List<Box> boxes, @ForAll int size) {
        isFaststart(bytes);
        byte[] damaged = bytes(boxes);
        if (damaged.length >= 16) {
            ByteBuffer.wrap(damaged).putInt(0, size);
            isFaststart(damaged);
            ByteBuffer.wrap(damaged).putInt(0, 1).putLong(8, (long) size << 32);
            isFaststart(damaged);
        }
    }

    private static boolean isFaststart(byte[] bytes) {
        try {
            Files.write(file, bytes);
            return Mp4Layout.isFaststart(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(List<Box> boxes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boxes.forEach(box -> bytes.writeBytes(box.bytes()));
        return bytes.toByteArray();
    }

    @Provide
    Arbitrary<List<Box>> boxes() {
        return Combinators.combine(
                        Arbitraries.of("ftyp", "moov", "mdat", "free", "uuid"),
                        Arbitraries.integers().between(0, 64),
                        Arbitraries.of(true, false))
                .as(Box::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }
}
