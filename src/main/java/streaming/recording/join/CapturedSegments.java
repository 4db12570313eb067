package streaming.recording.join;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.function.IntFunction;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.TrackContent;

/**
 * Captured segments in the order of the broadcast, as many as a month has: they lie in a file, packed, and each is made
 * again when it is asked for. In memory are eight bytes of each.
 */
final class CapturedSegments extends AbstractList<CapturedSegment> implements RandomAccess {

    private static final TrackContent.Kind[] KINDS = TrackContent.Kind.values();
    /** Codecs and configurations are few, but for those of somebody who means harm. */
    private static final int MOST_NAMES = 1_000;

    private static final int NOT_NAMED = -1;

    private final Path folder;
    private final SpilledBytes bytes;
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private long[] ends = new long[64];
    private int size;

    /** @param folder of their files; a file without a name is made there when they become many */
    CapturedSegments(Path folder) {
        this.folder = folder;
        this.bytes = new SpilledBytes(folder);
    }

    synchronized void append(CapturedSegment segment) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(256);
        pack(segment, new DataOutputStream(packed));
        bytes.append(packed.toByteArray());
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ends[size++] = bytes.length();
    }

    @Override
    public synchronized int size() {
        return size;
    }

    @Override
    public synchronized CapturedSegment get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException(index + " of " + size);
        }
        long from = index == 0 ? 0 : ends[index - 1];
        try {
            return unpack(new DataInputStream(bytes.read(from, (int) (ends[index] - from))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Null when there is none. */
    CapturedSegment last() {
        return isEmpty() ? null : get(size() - 1);
    }

    /** What the segments hold, in their order. */
    List<SegmentContent> contents() {
        return view(index -> get(index).content());
    }

    /** The segments as they are joined. */
    List<JoinSegment> order() {
        return view(index -> get(index).behind(index == 0 ? null : get(index - 1)));
    }

    private <T> List<T> view(IntFunction<T> element) {
        return new AbstractList<>() {
            @Override
            public T get(int index) {
                return element.apply(index);
            }

            @Override
            public int size() {
                return CapturedSegments.this.size();
            }
        };
    }

    private void pack(CapturedSegment segment, DataOutputStream out) throws IOException {
        text(segment.objectKey(), out);
        text(segment.etag(), out);
        out.writeInt(segment.run());
        out.writeLong(segment.sequence());
        out.writeBoolean(segment.numbered());
        out.writeLong(segment.lastModified().getEpochSecond());
        out.writeInt(segment.lastModified().getNano());
        out.writeBoolean(segment.discontinuity());
        text(segment.reason(), out);
        text(segment.file().getFileName().toString(), out);
        List<TrackContent> tracks = segment.content().tracks();
        out.writeInt(tracks.size());
        for (TrackContent track : tracks) {
            out.writeInt(track.pid());
            out.writeByte(track.kind().ordinal());
            name(track.codec(), out);
            name(track.configuration(), out);
            out.writeLong(track.accessUnits());
            out.writeLong(track.firstPts());
            out.writeLong(track.lastPts());
            out.writeLong(track.firstDts());
            out.writeLong(track.lastDts());
            out.writeLong(track.endPts());
        }
    }

    private CapturedSegment unpack(DataInputStream in) throws IOException {
        String objectKey = text(in);
        String etag = text(in);
        int run = in.readInt();
        long sequence = in.readLong();
        boolean numbered = in.readBoolean();
        Instant lastModified = Instant.ofEpochSecond(in.readLong(), in.readInt());
        boolean discontinuity = in.readBoolean();
        String reason = text(in);
        String file = text(in);
        List<TrackContent> tracks = new ArrayList<>(2);
        for (int left = in.readInt(); left > 0; left--) {
            tracks.add(new TrackContent(
                    in.readInt(),
                    KINDS[in.readByte()],
                    name(in),
                    name(in),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong()));
        }
        return new CapturedSegment(
                objectKey,
                etag,
                run,
                sequence,
                numbered,
                lastModified,
                discontinuity,
                reason,
                folder.resolve(file),
                new SegmentContent(tracks, true, reason == null ? List.of() : List.of(reason)));
    }

    private void name(String name, DataOutputStream out) throws IOException {
        Integer number = numbers.get(name);
        if (number == null && names.size() < MOST_NAMES) {
            number = names.size();
            names.add(name);
            numbers.put(name, number);
        }
        out.writeInt(number == null ? NOT_NAMED : number);
        if (number == null) {
            text(name, out);
        }
    }

    private String name(DataInputStream in) throws IOException {
        int number = in.readInt();
        return number == NOT_NAMED ? text(in) : names.get(number);
    }

    private static void text(String text, DataOutputStream out) throws IOException {
        byte[] utf8 = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8 == null ? -1 : utf8.length);
        if (utf8 != null) {
            out.write(utf8);
        }
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
