package streaming.recording.media;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The order of the boxes at the top of an MP4 file (ISO/IEC 14496-12, 4.2). */
final class Mp4Layout {

    private Mp4Layout() {
    }

    /** True when the file is whole boxes from end to end, with {@code moov} before {@code mdat}: a player starts at once. */
    static boolean isFaststart(Path file) throws IOException {
        try (RandomAccessFile mp4 = new RandomAccessFile(file.toFile(), "r")) {
            boolean moov = false;
            boolean mdat = false;
            long position = 0;
            while (position + 8 <= mp4.length()) {
                mp4.seek(position);
                long size = Integer.toUnsignedLong(mp4.readInt());
                byte[] type = new byte[4];
                mp4.readFully(type);
                if (size == 1) {
                    size = mp4.readLong();
                }
                switch (new String(type, StandardCharsets.ISO_8859_1)) {
                    case "moov" -> moov = true;
                    case "mdat" -> {
                        if (!moov) {
                            return false;
                        }
                        mdat = true;
                    }
                    default -> { }
                }
                if (size < 8) {
                    return false;
                }
                position += size;
            }
            return moov && mdat && position == mp4.length();
        }
    }
}
