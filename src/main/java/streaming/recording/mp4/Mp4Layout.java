package streaming.recording.mp4;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The order of the boxes at the top of an MP4 file (ISO/IEC 14496-12, 4.2). */
public final class Mp4Layout {

    /** @param header bytes of it: size and type */
    public record Box(String type, long start, long size, int header) {
        long end() {
            return start + size;
        }
    }

    private Mp4Layout() {}

    /**
     * @param length of the whole, of which the file may hold only the beginning
     * @return the boxes that the file holds the headers of, in their order; empty when they make no whole
     */
    public static List<Box> boxes(Path file, long length) throws IOException {
        List<Box> boxes = new ArrayList<>();
        try (RandomAccessFile mp4 = new RandomAccessFile(file.toFile(), "r")) {
            long position = 0;
            while (position + 8 <= mp4.length()) {
                mp4.seek(position);
                long size = Integer.toUnsignedLong(mp4.readInt());
                byte[] type = new byte[4];
                mp4.readFully(type);
                int header = size == 1 ? 16 : 8;
                if (size == 1 && position + header <= mp4.length()) {
                    size = mp4.readLong();
                }
                if (size < header || size > length - position) {
                    return List.of();
                }
                boxes.add(new Box(new String(type, StandardCharsets.ISO_8859_1), position, size, header));
                position += size;
            }
            return position == length ? boxes : List.of();
        }
    }

    /**
     * True when the file is whole boxes from end to end, with {@code moov} before {@code mdat}: a player starts at
     * once.
     */
    public static boolean isFaststart(Path file) throws IOException {
        return isFaststart(file, Files.size(file));
    }

    /** @param length of the whole, of which the file may hold only the beginning */
    public static boolean isFaststart(Path file, long length) throws IOException {
        List<String> types = boxes(file, length).stream().map(Box::type).toList();
        int moov = types.indexOf("moov");
        return moov >= 0 && moov < types.indexOf("mdat");
    }
}
