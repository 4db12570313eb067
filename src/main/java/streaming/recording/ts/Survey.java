package streaming.recording.ts;

import java.util.Arrays;

/**
 * The first packets of a segment, looked over before any of them is used: which pids carry something, and whose
 * continuity counters mean nothing, because they are wrong on most packets.
 */
final class Survey {
    private static final int SIZE = TransportPackets.SIZE;
    private static final int PACKETS = 2048;
    private static final int PIDS = 8192;
    private static final int NULL_PACKET = 0x1fff;
    /** Fewer packets of a pid prove nothing about its counters. */
    private static final int ENOUGH = 8;

    private final Pid[] pids = new Pid[PIDS];
    private byte[] bytes = new byte[SIZE * 256];
    private int count;

    private static final class Pid {
        int seen;
        int wrong;
        int clear;
        int last = -1;
    }

    byte[] bytes() {
        return bytes;
    }

    int count() {
        return count;
    }

    /** @return whether the survey has seen enough */
    boolean add(byte[] b, int offset) {
        if (b[offset + 2] == (byte) NULL_PACKET && (b[offset + 1] & 0x1f) == NULL_PACKET >> 8) {
            return false;
        }
        if ((count + 1) * SIZE > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(PACKETS * SIZE, bytes.length * 4));
        }
        System.arraycopy(b, offset, bytes, count++ * SIZE, SIZE);
        return count == PACKETS;
    }

    /** Forgets the packets, and keeps what was learned of them. */
    void clear() {
        count = 0;
    }

    /** Looks the collected packets over. */
    void conclude() {
        Arrays.fill(pids, null);
        for (int at = 0; at < count * SIZE; at += SIZE) {
            boolean usable = bytes[at + 1] >= 0 && (bytes[at + 3] & 0x10) != 0;
            if (usable) {
                int pid = (bytes[at + 1] & 0x1f) << 8 | bytes[at + 2] & 0xff;
                pids[pid] = pids[pid] == null ? new Pid() : pids[pid];
                look(pids[pid], at);
            }
        }
    }

    private void look(Pid pid, int at) {
        boolean mayJump = (bytes[at + 3] & 0x20) != 0 && bytes[at + 4] != 0 && bytes[at + 5] < 0;
        int counter = bytes[at + 3] & 0x0f;
        if (pid.last >= 0 && !mayJump) {
            int before = bytes[pid.last + 3] & 0x0f;
            boolean again =
                    counter == before && Arrays.equals(bytes, at + 4, at + SIZE, bytes, pid.last + 4, pid.last + SIZE);
            pid.wrong += counter != (before + 1 & 15) && !again ? 1 : 0;
        }
        pid.seen++;
        pid.clear += (bytes[at + 3] & 0xc0) == 0 ? 1 : 0;
        pid.last = at;
    }

    /** Whether media of this program was seen that is not scrambled. */
    boolean carries(Program program) {
        return program.streams().stream()
                .anyMatch(stream -> stream.kind() != TrackContent.Kind.OTHER
                        && pids[stream.pid()] != null
                        && pids[stream.pid()].clear > 0);
    }

    /** Whether enough packets of this pid were seen to judge its counters. */
    boolean judges(int pid) {
        return pids[pid] != null && pids[pid].seen >= ENOUGH;
    }

    /** Whether the counters of this pid are wrong on most of its packets. */
    boolean miscounts(int pid) {
        return pids[pid] != null && miscounts(pids[pid].seen, pids[pid].wrong);
    }

    static boolean miscounts(int seen, int wrong) {
        return seen >= ENOUGH && 2 * wrong > seen;
    }

    /**
     * The program of these tables to record, seen by what the packets of this survey carry; null when they name none.
     */
    Program program() {
        ProgramTables tables = new ProgramTables();
        for (int at = 0; at < count * SIZE; at += SIZE) {
            int pid = (bytes[at + 1] & 0x1f) << 8 | bytes[at + 2] & 0xff;
            int from = at + 4 + ((bytes[at + 3] & 0x20) != 0 ? 1 + (bytes[at + 4] & 0xff) : 0);
            boolean usable = bytes[at + 1] >= 0 && (bytes[at + 3] & 0x10) != 0 && from < at + SIZE;
            if (usable && tables.owns(pid)) {
                tables.packet(pid, (bytes[at + 1] & 0x40) != 0, bytes, from, at + SIZE);
            }
        }
        tables.choose(this::carries);
        return tables.chosen();
    }
}
