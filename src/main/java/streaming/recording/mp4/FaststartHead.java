package streaming.recording.mp4;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/**
 * The beginning of a faststart MP4, made from an MP4 whose {@code moov} is at its end: what {@code -movflags
 * +faststart} makes, without moving the media. Chunk offsets (ISO/IEC 14496-12, 8.7.5) grow by the length of
 * {@code moov}; a table whose last chunk is moved behind 4 GiB by that becomes {@code co64}.
 *
 * @param file the head: {@code ftyp}, {@code moov}, the header of {@code mdat} and the first media
 * @param length of the whole MP4 that it begins
 * @param resumes where in the original the bytes follow that come after the head
 * @param mediaEnd where in the original they end
 */
public record FaststartHead(Path file, long length, long resumes, long mediaEnd) {

    private static final Set<String> CONTAINERS = Set.of("trak", "mdia", "minf", "stbl");
    private static final long MAX_32_BITS = 0xffffffffL;
    private static final int TABLE = 16;
    private static final int PIECE = 64 << 10;

    /**
     * @param original complete
     * @param file written anew
     * @param heldBack so many bytes of the original, less its {@code moov}, go into the head
     * @throws IOException when the original is not what ffmpeg's mov muxer writes
     */
    public static FaststartHead write(Path original, Path file, long heldBack) throws IOException {
        List<Mp4Layout.Box> boxes = Mp4Layout.boxes(original, Files.size(original));
        if (boxes.size() < 3
                || !boxes.get(0).type().equals("ftyp")
                || !boxes.get(boxes.size() - 2).type().equals("mdat")
                || !boxes.get(boxes.size() - 1).type().equals("moov")) {
            throw new IOException("an MP4 of other boxes than ftyp, mdat, moov: " + boxes);
        }
        Mp4Layout.Box ftyp = boxes.get(0);
        Mp4Layout.Box moov = boxes.get(boxes.size() - 1);
        long resumes = Math.min(heldBack, moov.start());
        try (FileChannel in = FileChannel.open(original, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer index = in.map(FileChannel.MapMode.READ_ONLY, moov.start(), moov.size());
            int size = index.capacity();
            long shift = size;
            for (long moved = size + growth(index, 8, size, shift);
                    moved != shift;
                    moved = size + growth(index, 8, size, shift)) {
                shift = moved;
            }
            transfer(in, ftyp.start(), ftyp.end(), out);
            DataOutputStream data =
                    new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(out), 1 << 20));
            header(data, shift, "moov");
            copy(index, 8, size, shift, data);
            data.flush();
            transfer(in, ftyp.end(), resumes, out);
            return new FaststartHead(file, moov.start() + shift, resumes, moov.start());
        }
    }

    /** By how many bytes the boxes in this range grow. */
    private static long growth(ByteBuffer index, int from, int to, long shift) throws IOException {
        long growth = 0;
        for (int box = from; box < to; box += size(index, box, to)) {
            String type = type(index, box);
            int end = box + size(index, box, to);
            if (CONTAINERS.contains(type)) {
                growth += growth(index, box + 8, end, shift);
            } else if (type.equals("stco") && outgrows(index, box, shift)) {
                growth += 4L * index.getInt(box + 12);
            }
        }
        return growth;
    }

    private static void copy(ByteBuffer index, int from, int to, long shift, DataOutputStream out) throws IOException {
        for (int box = from; box < to; box += size(index, box, to)) {
            String type = type(index, box);
            int size = size(index, box, to);
            switch (type) {
                case "trak", "mdia", "minf", "stbl" -> {
                    header(out, size + growth(index, box + 8, box + size, shift), type);
                    copy(index, box + 8, box + size, shift, out);
                }
                case "stco", "co64" -> table(index, box, type.equals("co64"), shift, out);
                default -> copy(index, box, box + size, out);
            }
        }
    }

    /** In pieces: the tables of a week are larger than what memory there is. */
    private static void copy(ByteBuffer index, int from, int to, DataOutputStream out) throws IOException {
        byte[] piece = new byte[Math.min(PIECE, to - from)];
        for (int at = from; at < to; at += piece.length) {
            int length = Math.min(piece.length, to - at);
            index.get(at, piece, 0, length);
            out.write(piece, 0, length);
        }
    }

    private static void table(ByteBuffer index, int box, boolean wide, long shift, DataOutputStream out)
            throws IOException {
        int entries = index.getInt(box + 12);
        boolean widened = wide || outgrows(index, box, shift);
        header(out, TABLE + (widened ? 8L : 4L) * entries, widened ? "co64" : "stco");
        out.writeInt(index.getInt(box + 8));
        out.writeInt(entries);
        for (int i = 0; i < entries; i++) {
            long offset = shift
                    + (wide
                            ? index.getLong(box + TABLE + 8 * i)
                            : Integer.toUnsignedLong(index.getInt(box + TABLE + 4 * i)));
            if (widened) {
                out.writeLong(offset);
            } else {
                out.writeInt((int) offset);
            }
        }
    }

    /** Chunks are in the order of the file: the last one has the highest offset. */
    private static boolean outgrows(ByteBuffer index, int stco, long shift) {
        int entries = index.getInt(stco + 12);
        return entries > 0
                && Integer.toUnsignedLong(index.getInt(stco + TABLE + 4 * (entries - 1))) + shift > MAX_32_BITS;
    }

    private static int size(ByteBuffer index, int box, int end) throws IOException {
        int size = box + 8 > end ? 0 : index.getInt(box);
        if (size < 8 || size > end - box) {
            throw new IOException("a box of " + size + " bytes at " + box + " in moov");
        }
        return size;
    }

    private static String type(ByteBuffer index, int box) {
        byte[] type = new byte[4];
        index.get(box + 4, type);
        return new String(type, StandardCharsets.ISO_8859_1);
    }

    private static void header(DataOutputStream out, long size, String type) throws IOException {
        out.writeInt(Math.toIntExact(size));
        out.writeBytes(type);
    }

    private static void transfer(FileChannel in, long from, long to, FileChannel out) throws IOException {
        for (long position = from; position < to; ) {
            position += in.transferTo(position, to - position, out);
        }
    }
}
