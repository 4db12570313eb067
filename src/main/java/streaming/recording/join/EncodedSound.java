package streaming.recording.join;

import java.util.List;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.AudioFormat;

/**
 * How much sound was given to an encoder. Its packets are not those that were given, so only their sum tells whether
 * all of it came out: what a decoder refuses, or what two parts of a merged track bring at once, is missing without a
 * word of ffmpeg.
 *
 * @param seconds that were given, of all parts
 * @param slack seconds that may be missing: what a decoder needs to begin, and clocks that are not those of the samples
 */
record EncodedSound(double seconds, double slack) {
    /** Seconds of an AAC frame at the sampling rate of {@link JoinCommand}. */
    private static final double FRAME = 1024 / 48_000.0;
    /** Seconds that may be missing where sound begins, and begins again. */
    private static final double BEGINNING = 0.1;
    /** Share that the time stamps may be off, and gaps may take that are too short to be holes. */
    private static final double DRIFT = 0.03;
    /** Seconds of one PES packet, of a codec whose frames are not read. */
    private static final double LONGEST_PES = 0.5;

    static EncodedSound of(JoinCommand.Output output, JoinResult result) {
        long ticks = 0;
        double slack = BEGINNING;
        for (int index : output.members()) {
            JoinResult.Track part = result.tracks().get(index);
            if (part.packets() == 0) {
                continue;
            }
            List<JoinResult.Hole> inside = part.holes().stream()
                    .filter(hole -> hole.position() >= part.start() && hole.position() + hole.length() <= part.end())
                    .toList();
            ticks += part.end()
                    - part.start()
                    - inside.stream().mapToLong(JoinResult.Hole::length).sum();
            slack += BEGINNING * (1 + inside.size()) + (AudioFormat.of(part.codec()) == null ? LONGEST_PES : 0);
        }
        double seconds = ticks / (double) Ticks.PER_SECOND;
        return new EncodedSound(seconds, slack + DRIFT * seconds);
    }

    /** @param packets of AAC in the MP4 */
    boolean isWhole(long packets) {
        return packets * FRAME >= seconds - slack;
    }

    /** How much of it these packets hold; all of it within the slack. */
    double percent(long packets) {
        return isWhole(packets) ? 100 : Math.round(10_000 * packets * FRAME / seconds) / 100.0;
    }

    /** Seconds that these packets last. */
    static double lasting(long packets) {
        return packets * FRAME;
    }
}
