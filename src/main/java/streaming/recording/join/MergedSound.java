package streaming.recording.join;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import streaming.recording.program.Programs;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.Sections;
import streaming.recording.ts.TransportPackets;

/**
 * A normalised stream in which sound of several codecs, one after the other, has become one track: an ffmpeg of its own
 * encodes each alike, and the packets of those that follow get the pid of the first. A frame that encoding has padded
 * over the beginning of the next is left out. What was sent ahead of a track that comes late ({@link Prelude}) waits
 * here until the sound before it has come. Read to its end, or closed, it leaves no process behind.
 */
final class MergedSound extends InputStream {

    private static final int SIZE = TransportPackets.SIZE;
    /** Of an AAC frame of 1024 samples at 48 kHz, in ticks. */
    private static final long FRAME = 1920;

    /** Pictures that are so far beyond tell that no sound comes before, in ticks. */
    private static final long SURE = Ticks.PER_SECOND;
    /** Packets that wait at most, of all tracks. */
    private static final int MOST_WAITING = 1 << 14;

    private static final int LONGEST = 500;

    private final InputStream source;
    private final Programs programs;
    private final Process ffmpeg;
    private final InputStream encoded;
    /** Pid of each track that is merged, the first as well, and that of the first. */
    private final Map<Integer, Integer> pids;

    /** When a track begins of which some was sent ahead, by its pid; no more once that has been given out. */
    private final Map<Integer, Long> begins;
    /** Packets that were sent ahead, by pid. */
    private final Map<Integer, List<byte[]>> waiting = new HashMap<>();

    /** Pids of which so much waits that it is not what was sent ahead: all sound before it has come. */
    private final Set<Integer> arrived = new HashSet<>();

    private final Deque<byte[]> due = new ArrayDeque<>();
    private int waits;
    /** The time that tracks have reached which are not merged. */
    private long reached = Ticks.NONE;

    private byte[] packet = new byte[SIZE];
    private final int[] counters = new int[0x2000];
    private final long[] ends = new long[0x2000];
    private final boolean[] skipped = new boolean[0x2000];
    private final StringBuilder said = new StringBuilder();
    private int position = SIZE;
    private volatile IOException failure;

    /**
     * @param source normalised; closed with this one
     * @param ffmpeg encodes what is merged, from standard input to standard output
     * @param pids of the tracks that are merged, with the pid that they get
     * @param begins when those begin of which the first units were sent ahead, by pid, on the 33-bit clock
     */
    MergedSound(
            InputStream source,
            Programs programs,
            Process ffmpeg,
            Map<Integer, Integer> pids,
            Map<Integer, Long> begins) {
        this.source = source;
        this.begins = new HashMap<>(begins);
        this.programs = programs;
        this.ffmpeg = ffmpeg;
        this.pids = Map.copyOf(pids);
        Arrays.fill(ends, Ticks.NONE);
        encoded = new BufferedInputStream(ffmpeg.getInputStream(), 1 << 16);
        daemon(this::feed, "merge-sound").start();
        daemon(this::listen, "merge-sound-errors").start();
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    private void feed() {
        try (OutputStream in = ffmpeg.getOutputStream()) {
            source.transferTo(in);
        } catch (IOException | RuntimeException e) {
            failure = new IOException("encoding the sound: " + e.getMessage(), e);
        }
    }

    private void listen() {
        try (InputStream errors = ffmpeg.getErrorStream()) {
            byte[] first = errors.readNBytes(LONGEST);
            synchronized (said) {
                said.append(new String(first, StandardCharsets.UTF_8).strip());
            }
            errors.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Why there was not all of it; null when there was, or the end is not reached. */
    IOException failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        return fill() ? packet[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (len == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int part = Math.min(len, SIZE - position);
        System.arraycopy(packet, position, b, off, part);
        position += part;
        return part;
    }

    private boolean fill() throws IOException {
        while (position == SIZE) {
            if (due.isEmpty() && encoded.readNBytes(packet, 0, SIZE) < SIZE) {
                releaseAll();
                if (due.isEmpty()) {
                    end();
                    return false;
                }
            }
            if (due.isEmpty()) {
                releaseThoseThatBegin();
            }
            packet = due.isEmpty() ? packet : due.poll();
            position = isKept() ? 0 : SIZE;
        }
        return true;
    }

    /** Nothing more comes before what was sent ahead. */
    private void releaseAll() {
        waiting.keySet().stream()
                .sorted((one, other) -> Long.signum(Ticks.between(begins.get(other), begins.get(one))))
                .forEach(pid -> due.addAll(waiting.get(pid)));
        waiting.clear();
        begins.clear();
    }

    /** Whether a track that begins then may be given out: the sound before it has come, or will not. */
    private boolean isTime(int pid) {
        long begin = begins.get(pid);
        int merged = pids.get(pid);
        return arrived.contains(pid)
                || ends[merged] != Ticks.NONE && Ticks.between(begin, ends[merged]) >= -2 * FRAME
                || reached != Ticks.NONE && Ticks.between(begin, reached) >= SURE
                || waits > MOST_WAITING;
    }

    /** Before the packet that has been read, where it begins a PES packet: none is given out within another. */
    private void releaseThoseThatBegin() {
        if (waiting.isEmpty() || (packet[1] & 0x40) == 0) {
            return;
        }
        int next = pid();
        long time = time(payload());
        for (int pid : List.copyOf(waiting.keySet())) {
            // sound of the same track that comes later is not given out before it
            boolean passed = pid != next
                    && pids.get(pid).equals(pids.get(next))
                    && time != Ticks.NONE
                    && Ticks.between(begins.get(pid), time) >= 2 * FRAME;
            if (passed || isTime(pid)) {
                begins.remove(pid);
                waits -= waiting.get(pid).size();
                due.addAll(waiting.remove(pid));
            }
        }
        if (!due.isEmpty()) {
            due.add(packet.clone());
        }
    }

    private void end() throws IOException {
        try {
            int exit = ffmpeg.waitFor();
            if (exit != 0) {
                synchronized (said) {
                    failure = new IOException("encoding the sound: exit status " + exit + " " + said);
                }
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            close();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private int pid() {
        return (packet[1] & 0x1f) << 8 | packet[2] & 0xff;
    }

    /** Where the payload of the packet begins. */
    private int payload() {
        return 4 + ((packet[3] & 0x20) == 0 ? 0 : 1 + (packet[4] & 0xff));
    }

    private boolean isKept() {
        int pid = pid();
        boolean starts = (packet[1] & 0x40) != 0;
        int payload = payload();
        if (starts && payload + 1 < SIZE && isMap(payload)) {
            withoutFollowers(payload + 1 + (packet[payload] & 0xff));
            return true;
        }
        Integer merged = pids.get(pid);
        long time = starts ? time(payload) : Ticks.NONE;
        if (merged == null) {
            boolean later = time != Ticks.NONE && (reached == Ticks.NONE || Ticks.between(reached, time) > 0);
            reached = later ? time : reached;
            return true;
        }
        if (begins.containsKey(pid)) {
            if (waiting.containsKey(pid) || !isTime(pid)) {
                waiting.computeIfAbsent(pid, any -> new ArrayList<>()).add(packet.clone());
                waits++;
                if (time != Ticks.NONE && Ticks.between(begins.get(pid), time) >= SURE) {
                    arrived.add(pid);
                }
                return false;
            }
            begins.remove(pid);
        }
        if (starts) {
            skipped[pid] =
                    ends[merged] != Ticks.NONE && time != Ticks.NONE && Ticks.between(ends[merged], time) < -FRAME / 2;
            ends[merged] = skipped[pid] || time == Ticks.NONE ? ends[merged] : Ticks.wrapped(time + FRAME);
        }
        if (skipped[pid]) {
            return false;
        }
        packet[1] = (byte) (packet[1] & 0xe0 | merged >> 8);
        packet[2] = (byte) (int) merged;
        boolean hasPayload = (packet[3] & 0x10) != 0;
        packet[3] = (byte) (packet[3] & 0xf0 | (hasPayload ? counters[merged]++ : counters[merged] - 1) & 15);
        return true;
    }

    /** Whether a program map begins here (ISO/IEC 13818-1, 2.4.4.8), and not a PES packet. */
    private boolean isMap(int payload) {
        int table = payload + 1 + (packet[payload] & 0xff);
        return packet[payload] == 0 && table + 12 < SIZE && packet[table] == 2 && (packet[table + 1] & 0xf0) == 0xb0;
    }

    private void withoutFollowers(int table) {
        int end = table + 3 + ((packet[table + 1] & 0x0f) << 8 | packet[table + 2] & 0xff) - 4;
        int to = table + 12 + ((packet[table + 10] & 0x0f) << 8 | packet[table + 11] & 0xff);
        for (int from = to; from + 5 <= end; ) {
            int pid = (packet[from + 1] & 0x1f) << 8 | packet[from + 2] & 0xff;
            int length = 5 + ((packet[from + 3] & 0x0f) << 8 | packet[from + 4] & 0xff);
            if (pids.getOrDefault(pid, pid) == pid) {
                System.arraycopy(packet, from, packet, to, length);
                to += length;
            }
            from += length;
        }
        Sections.seal(packet, table, to, SIZE);
    }

    /** The PTS of the PES packet that begins here (2.4.3.6). */
    private long time(int pes) {
        if (pes + 14 > SIZE || (packet[pes + 7] & 0x80) == 0) {
            return Ticks.NONE;
        }
        return (packet[pes + 9] & 0x0eL) << 29
                | (packet[pes + 10] & 0xffL) << 22
                | (packet[pes + 11] & 0xfeL) << 14
                | (packet[pes + 12] & 0xffL) << 7
                | (packet[pes + 13] & 0xffL) >> 1;
    }

    @Override
    public void close() throws IOException {
        programs.kill(ffmpeg);
        source.close();
    }
}
