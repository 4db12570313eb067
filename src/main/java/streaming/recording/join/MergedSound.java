package streaming.recording.join;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import streaming.recording.program.Programs;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.Sections;
import streaming.recording.ts.TransportPackets;

/**
 * A normalised stream in which sound of several codecs, one after the other, has become one track: an ffmpeg of its own
 * encodes each alike, and the packets of those that follow get the pid of the first. A frame that encoding has padded
 * over the beginning of the next is left out. Read to its end, or closed, it leaves no process behind.
 */
final class MergedSound extends InputStream {

    private static final int SIZE = TransportPackets.SIZE;
    /** Of an AAC frame of 1024 samples at 48 kHz, in ticks. */
    private static final long FRAME = 1920;

    private static final int LONGEST = 500;

    private final InputStream source;
    private final Programs programs;
    private final Process ffmpeg;
    private final InputStream encoded;
    /** Pid of each track that is merged, the first as well, and that of the first. */
    private final Map<Integer, Integer> pids;

    private final byte[] packet = new byte[SIZE];
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
     */
    MergedSound(InputStream source, Programs programs, Process ffmpeg, Map<Integer, Integer> pids) {
        this.source = source;
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
            int length = encoded.readNBytes(packet, 0, SIZE);
            if (length < SIZE) {
                end();
                return false;
            }
            position = isKept() ? 0 : SIZE;
        }
        return true;
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

    private boolean isKept() {
        int pid = (packet[1] & 0x1f) << 8 | packet[2] & 0xff;
        boolean starts = (packet[1] & 0x40) != 0;
        int payload = 4 + ((packet[3] & 0x20) == 0 ? 0 : 1 + (packet[4] & 0xff));
        if (starts && payload + 1 < SIZE && isMap(payload)) {
            withoutFollowers(payload + 1 + (packet[payload] & 0xff));
            return true;
        }
        Integer merged = pids.get(pid);
        if (merged == null) {
            return true;
        }
        if (starts) {
            long time = time(payload);
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
