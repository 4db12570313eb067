package streaming.recording.ts;

import java.util.Arrays;

/**
 * The first packets of a segment, looked over before any of them is used: which pids carry something, and where
 * continuity counters, or the marks and lengths of PES packets, mean nothing, because they are wrong on most of them.
 */
final class Survey {
    private static final int SIZE = TransportPackets.SIZE;
    private static final int PACKETS = 2048;
    private static final int PIDS = 8192;
    private static final int NULL_PACKET = 0x1fff;
    /** Fewer packets of a pid prove nothing about its counters. */
    private static final int ENOUGH = 8;
    /** Fewer PES packets of a pid prove nothing about the habits of its muxer. */
    private static final int FEW = 4;
    /** Where the tables tell nothing, a stream is one that has at least one packet of so many. */
    private static final int PART = 16;

    private final Pid[] pids = new Pid[PIDS];
    private byte[] bytes = new byte[SIZE * 256];
    private int count;
    private boolean flagged;
    private boolean shared;
    private boolean restless;
    private int surveyed;

    private static final class Pid {
        int seen;
        int wrong;
        int clear;
        int last = -1;
        /** Heads of PES packets, and those whose marks are wrong. */
        int heads;

        int unmarked;
        /** PES packets that were seen whole and tell their length, and those that are not as long. */
        int measured;

        int mistaken;
        int declared = -1;
        int collected;
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
        surveyed = count;
        int errors = 0;
        for (int at = 0; at < count * SIZE; at += SIZE) {
            errors += isFlagged(bytes, at) ? 1 : 0;
        }
        flagged = count >= ENOUGH && 2 * errors > count;
        shared = sharesOneCounter();
        for (int at = 0; at < count * SIZE; at += SIZE) {
            boolean usable = isUsable(bytes, at) && (bytes[at + 3] & 0x10) != 0;
            if (usable) {
                int pid = (bytes[at + 1] & 0x1f) << 8 | bytes[at + 2] & 0xff;
                pids[pid] = pids[pid] == null ? new Pid() : pids[pid];
                look(pids[pid], at);
            }
        }
    }

    /** Whether the counter of a packet goes on from that of the packet before also where that is of another pid. */
    private boolean sharesOneCounter() {
        int turns = 0;
        int goesOn = 0;
        for (int at = SIZE; at < count * SIZE; at += SIZE) {
            int before = at - SIZE;
            if ((bytes[at + 1] & 0x1f) != (bytes[before + 1] & 0x1f) || bytes[at + 2] != bytes[before + 2]) {
                turns++;
                goesOn += (bytes[at + 3] & 0x0f) == ((bytes[before + 3] & 0x0f) + 1 & 15) ? 1 : 0;
            }
        }
        return turns >= 2 * ENOUGH && 10 * goesOn > 9 * turns;
    }

    /** Whether most packets are marked as broken (transport_error_indicator): then the mark means nothing. */
    boolean flagsMeanNothing() {
        return flagged;
    }

    /** Whether a packet may be read: it is not marked as broken, or all are. */
    boolean isUsable(byte[] b, int offset) {
        return flagged || !isFlagged(b, offset);
    }

    private static boolean isFlagged(byte[] b, int offset) {
        return b[offset + 1] < 0;
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
        measure(pid, at);
    }

    private void measure(Pid pid, int at) {
        int from = at + 4 + ((bytes[at + 3] & 0x20) != 0 ? 1 + (bytes[at + 4] & 0xff) : 0);
        int to = at + SIZE;
        if ((bytes[at + 1] & 0x40) != 0) {
            if (pid.declared > 0) {
                pid.measured++;
                pid.mistaken += pid.collected == pid.declared ? 0 : 1;
            }
            pid.declared = -1;
            pid.collected = 0;
            if (from + 9 <= to && bytes[from] == 0 && bytes[from + 1] == 0 && bytes[from + 2] == 1) {
                pid.heads++;
                pid.unmarked += PesPacket.isMarked(bytes, from, to) ? 0 : 1;
                int length = (bytes[from + 4] & 0xff) << 8 | bytes[from + 5] & 0xff;
                pid.declared = length == 0 ? -1 : length + 6;
            }
        }
        pid.collected += Math.max(0, to - from);
    }

    /** Whether the marks in the heads of this pid's PES packets are wrong in most of them. */
    boolean isUnmarked(int pid) {
        return pids[pid] != null && pids[pid].heads >= FEW && 2 * pids[pid].unmarked > pids[pid].heads;
    }

    /** Whether the lengths that this pid's PES packets tell are wrong in most of them. */
    boolean isUnmeasured(int pid) {
        return pids[pid] != null && pids[pid].measured >= FEW && 2 * pids[pid].mistaken > pids[pid].measured;
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
        return pids[pid] != null && (shared || pids[pid].seen >= ENOUGH);
    }

    /** Whether the counters of this pid are wrong on most of its packets, or are not its own. */
    boolean miscounts(int pid) {
        return shared || pids[pid] != null && miscounts(pids[pid].seen, pids[pid].wrong);
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
            boolean usable = isUsable(bytes, at) && (bytes[at + 3] & 0x10) != 0 && from < at + SIZE;
            if (usable && tables.owns(pid)) {
                tables.packet(pid, (bytes[at + 1] & 0x40) != 0, bytes, from, at + SIZE);
            }
        }
        restless = tables.isRestless();
        tables.choose(this::carries);
        return tables.chosen();
    }

    /** Whether the tables that {@link #program} read change at each packet. */
    boolean isRestless() {
        return restless;
    }

    /** Whether this pid has so many of the packets that it is a stream, whatever the tables say. */
    boolean isFrequent(int pid) {
        return pids[pid] != null && PART * pids[pid].seen >= surveyed;
    }
}
