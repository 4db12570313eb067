package streaming.recording.ts;

import streaming.recording.ts.TrackContent.Kind;

/**
 * A pid of a segment that carries something and is not recorded.
 *
 * @param pid packet identifier
 * @param program number of its program; 0 when no map names the pid
 * @param chosen whether that is the program that is recorded
 * @param type stream type in the map (ISO/IEC 13818-1, table 2-34); -1 when no map names it
 * @param kind what it is, also when it cannot be recorded: a player would show {@link Kind#VIDEO} or {@link Kind#AUDIO}
 * @param codec ffmpeg's name, or {@code scte35}, {@code id3}, {@code teletext}, …; {@code data} when not known
 * @param packets PES packets, or sections
 * @param bytes payload of its transport packets
 */
public record Unrecorded(
        int pid, int program, boolean chosen, int type, Kind kind, String codec, long packets, long bytes) {

    /** Whether something that a player would show is missing in the recording. */
    public boolean isMissed() {
        return chosen && kind != Kind.OTHER || program == 0 && kind != Kind.OTHER;
    }
}
