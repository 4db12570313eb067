package streaming.recording.ts;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import streaming.recording.timeline.Ticks;

/**
 * Walks an audio stream frame by frame across the borders of PES packets. A frame is believed when another one, or the
 * end, follows where it says that it ends; a head that differs from its neighbours is damage, not a new configuration.
 */
public final class AudioFrames {

    /** Takes each frame; the bytes are only lent for the call. */
    interface Receiver {
        /**
         * @param pts 33-bit presentation time in ticks, or {@link Ticks#NONE} before the first time stamp
         * @param timing how the time is known
         */
        void frame(byte[] b, int at, int length, long pts, Timing timing);

        /** Bytes that are no frame were skipped: about so many frames. */
        void broken(int frames);
    }

    enum Timing {
        /** It is written in the stream. */
        STAMPED,
        /** It is counted from one that is written in the stream. */
        COUNTED,
        /** It is counted, but over a loss: the next stamp knows better. */
        GUESSED
    }

    /** Between two decoder settings of one segment. */
    public static final String THEN = ", then ";

    private static final int NONE = -1;
    private static final int WAIT = -2;
    /** More than any frame: what cannot be understood with so much in view never will be. */
    private static final int VIEW = 1 << 16;

    private final AudioFormat format;
    private final Receiver receiver;
    private final int head;
    private byte[] bytes = new byte[1 << 15];
    private int size;
    private int at;
    private int[] markAt = new int[16];
    private long[] markPts = new long[16];
    private int marks;
    private boolean configured;
    private int configuration;
    private String description = "";
    private final Set<String> descriptions = new LinkedHashSet<>();
    private boolean joined;
    private long base = Ticks.NONE;
    private long samples;
    private int usualLength = 1;
    private int usualSamples;
    private boolean guessed;
    private int skipped;
    private boolean candidate;
    /** Between {@link #at} and here no frame begins: it is not looked for again when more bytes come. */
    private int searched;

    private int rate;

    AudioFrames(AudioFormat format, Receiver receiver) {
        this.format = format;
        this.receiver = receiver;
        head = format.head();
    }

    /** The decoder setting of the last frame, in words; empty before the first. */
    String description() {
        return description;
    }

    /** All decoder settings in their order, with {@link #THEN} between them; empty before the first frame. */
    String descriptions() {
        return String.join(THEN, descriptions);
    }

    /** How long a frame with so many samples lasts, in ticks; 0 before the first frame. */
    long ticks(long sampleCount) {
        return rate == 0 ? 0 : Math.round((double) sampleCount * Ticks.PER_SECOND / rate);
    }

    /** Samples per second of the last frame. */
    int rate() {
        return rate;
    }

    /** The next PES payload. */
    void feed(byte[] b, int from, int to, long pts) {
        compact(to - from);
        if (pts != Ticks.NONE) {
            if (marks == markAt.length) {
                markAt = Arrays.copyOf(markAt, marks * 2);
                markPts = Arrays.copyOf(markPts, marks * 2);
            }
            markAt[marks] = size;
            markPts[marks++] = pts;
        }
        System.arraycopy(b, from, bytes, size, to - from);
        size += to - from;
        walk(false);
    }

    /**
     * Nothing follows in this segment: frames that are complete are delivered, an incomplete one stays for the next
     * segment.
     */
    void pause() {
        walk(true);
    }

    /** Whether the beginning of a frame waits for the next segment. */
    boolean frameWaits() {
        return size > at;
    }

    /** The presentation time that follows the last delivered frame; {@link Ticks#NONE} when unknown. */
    long nextPts() {
        return base == Ticks.NONE ? Ticks.NONE : Ticks.wrapped(base + ticks(samples));
    }

    /** What follows is not joined to what was fed. */
    void gap() {
        walk(true);
        skipped += size - at;
        tellSkipped();
        at = 0;
        size = 0;
        searched = 0;
        marks = 0;
        joined = false;
        base = Ticks.NONE;
    }

    private void walk(boolean last) {
        while (size - at >= head) {
            int length = format.length(bytes, at);
            int verdict = length == 0 ? NONE : judge(at, length, last);
            if (verdict == WAIT) {
                return;
            }
            if (verdict > 0) {
                deliver(length);
                continue;
            }
            int next = search(at + 1, last);
            if (next == WAIT && (length > 0 || candidate) && size - at < VIEW) {
                return;
            }
            boolean goesOnBehind = next >= at + length || next == NONE && at + length <= size;
            if (length > 0 && goesOnBehind && configured && same(at)) {
                deliver(length);
            }
            int end = next >= 0 ? next : last ? size : size - head + 1;
            skipped += end - at;
            at = end;
            if (next >= 0) {
                tellSkipped();
            }
        }
    }

    private void tellSkipped() {
        if (skipped > 0 && joined) {
            int frames = Math.max(1, Math.round((float) skipped / usualLength));
            receiver.broken(frames);
            samples += (long) frames * usualSamples;
            guessed = true;
        }
        skipped = 0;
    }

    /** Whether a frame of {@code length} begins here: 1, {@link #NONE}, or {@link #WAIT} for more bytes. */
    private int judge(int here, int length, boolean last) {
        int next = here + length;
        if (next > size) {
            return last && !configured ? NONE : WAIT;
        }
        if (size - next < head) {
            return !last ? WAIT : !configured || same(here) ? 1 : NONE;
        }
        if (format.length(bytes, next) == 0) {
            return NONE;
        }
        boolean alike = alike(format.configuration(bytes, here), format.configuration(bytes, next));
        return alike || configured && same(here) || isMarked(here) && isMarked(next) ? 1 : NONE;
    }

    /**
     * A PES packet with a time stamp begins here: with one behind the frame too, nothing but the frame lies between
     * them.
     */
    private boolean isMarked(int here) {
        for (int i = 0; i < marks; i++) {
            if (markAt[i] == here) {
                return true;
            }
        }
        return false;
    }

    /**
     * Where frames go on after damage; {@link #NONE} when nowhere in view, {@link #WAIT} when more bytes may tell, with
     * {@link #candidate} when they would confirm a frame.
     */
    private int search(int from, boolean last) {
        candidate = false;
        for (int here = Math.max(from, searched); here + head <= size; here++) {
            searched = last ? searched : here;
            int length = format.length(bytes, here);
            if (length > 0) {
                int links = configured && same(here) ? 1 : 2;
                int verdict = chain(here, links, last);
                if (verdict != NONE) {
                    candidate = verdict == WAIT;
                    return candidate ? WAIT : here;
                }
            }
        }
        return last ? NONE : WAIT;
    }

    private int chain(int here, int links, boolean last) {
        int wanted = format.configuration(bytes, here);
        int place = here;
        for (int link = 0; link < links; link++) {
            place += format.length(bytes, place);
            if (place + head > size) {
                return !last ? WAIT : place == size && configured && same(here) ? 1 : NONE;
            }
            if (format.length(bytes, place) == 0 || !alike(wanted, format.configuration(bytes, place))) {
                return NONE;
            }
        }
        return 1;
    }

    private boolean same(int here) {
        int told = format.configuration(bytes, here);
        return told == AudioFormat.SAME || told == configuration;
    }

    private static boolean alike(int one, int other) {
        return one == other || one == AudioFormat.SAME || other == AudioFormat.SAME;
    }

    private void deliver(int length) {
        if (!configured || !same(at)) {
            configured = true;
            configuration = format.configuration(bytes, at);
            if (configuration != AudioFormat.SAME) {
                description = format.describe(bytes, at);
                descriptions.add(description);
            }
            rebase();
            rate = format.rate(bytes, at);
        }
        searched = 0;
        int passed = 0;
        while (passed < marks && markAt[passed] <= at) {
            passed++;
        }
        if (passed > 0) {
            base = markPts[passed - 1];
            samples = 0;
            marks -= passed;
            System.arraycopy(markAt, passed, markAt, 0, marks);
            System.arraycopy(markPts, passed, markPts, 0, marks);
        }
        long pts = nextPts();
        joined = true;
        guessed &= passed == 0;
        int begin = at;
        usualSamples = format.samples(bytes, at);
        usualLength = length;
        samples += usualSamples;
        at += length;
        receiver.frame(
                bytes, begin, length, pts, passed > 0 ? Timing.STAMPED : guessed ? Timing.GUESSED : Timing.COUNTED);
    }

    private void rebase() {
        if (base != Ticks.NONE) {
            base = Ticks.wrapped(base + ticks(samples));
            samples = 0;
        }
    }

    private void compact(int wanted) {
        if (at > 0) {
            System.arraycopy(bytes, at, bytes, 0, size - at);
            for (int i = 0; i < marks; i++) {
                markAt[i] -= at;
            }
            size -= at;
            searched = Math.max(0, searched - at);
            at = 0;
        }
        if (size + wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + wanted));
        }
    }
}
