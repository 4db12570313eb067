package streaming.recording.join;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import streaming.recording.ts.TrackContent.Kind;

/**
 * One way to join: what ffmpeg does with each track of the normalised stream. Two commands that are equal but for rung
 * and reason are the same command line.
 *
 * @param rung short name
 * @param reason why this one, for a person
 * @param probesLong whether ffmpeg reads as much as a minute before it decides what the tracks are; the MP4 of other
 *     input is not byte for byte the same then, as its bit rates are told from what was read
 * @param tracks in the order of the normalised stream
 */
record JoinCommand(String rung, String reason, boolean probesLong, List<Track> tracks) {

    /** Pid of the first track of the normalised stream; the others follow. */
    private static final int FIRST_PID = 0x100;

    private static final String PROBE = "-analyzeduration 60M -probesize 100M";

    /** What becomes of a track. */
    enum Way {
        COPY,
        /**
         * Copied, with the parameter sets in the sample entry alone, which Apple's players need (ISO/IEC 14496-15,
         * 8.4.1).
         */
        HVC1,
        /** Encoded as AAC. */
        ENCODE,
        /** Encoded as AAC with two channels: the encoder does not know every arrangement of more. */
        STEREO,
        LEFT_OUT;

        boolean isEncoded() {
            return this == ENCODE || this == STEREO;
        }
    }

    /**
     * @param leader the track that this one continues: what follows under another codec is encoded with it into one;
     *     itself when none
     */
    record Track(Kind kind, String codec, Way way, int leader) {}

    /**
     * A track of the MP4.
     *
     * @param members the tracks of the normalised stream that it is made of
     */
    record Output(Kind kind, boolean encoded, List<Integer> members) {}

    JoinCommand {
        tracks = List.copyOf(tracks);
    }

    /** The tracks of the MP4 in their order: {@code -map 0:v? -map 0:a?}. */
    List<Output> outputs() {
        List<Output> outputs = new ArrayList<>();
        for (Kind kind : List.of(Kind.VIDEO, Kind.AUDIO)) {
            for (int i = 0; i < tracks.size(); i++) {
                Track track = tracks.get(i);
                if (track.kind() == kind && track.way() != Way.LEFT_OUT && track.leader() == i) {
                    outputs.add(new Output(kind, track.way().isEncoded(), members(i)));
                }
            }
        }
        return outputs;
    }

    private List<Integer> members(int leader) {
        List<Integer> members = new ArrayList<>();
        for (int i = 0; i < tracks.size(); i++) {
            if (tracks.get(i).leader() == leader && tracks.get(i).way() != Way.LEFT_OUT) {
                members.add(i);
            }
        }
        return members;
    }

    /** Whether tracks of several codecs become one. */
    boolean merges() {
        return outputs().stream().anyMatch(output -> output.members().size() > 1);
    }

    boolean encodes() {
        return outputs().stream().anyMatch(Output::encoded);
    }

    /** Whether the command lines are the same. */
    boolean runsAs(JoinCommand other) {
        return probesLong == other.probesLong && tracks.equals(other.tracks);
    }

    /**
     * @param template of application.properties: {@code {probe}} stands before the input, {@code {tracks}} behind
     *     {@code -c copy}
     * @return ffmpeg's arguments
     */
    List<String> arguments(String template) {
        return line(template, options());
    }

    private List<String> line(String template, String options) {
        return Arrays.asList(template.replace("{probe}", probesLong ? PROBE : "")
                .replace("{tracks}", options)
                .strip()
                .split("\\s+"));
    }

    /**
     * What comes before the join when tracks are merged: those that are, encoded alike; all others as they are, on
     * their pids.
     */
    List<String> soundArguments(String template) {
        StringBuilder options = new StringBuilder(leftOut());
        int nth = 0;
        int audio = 0;
        for (Kind kind : List.of(Kind.VIDEO, Kind.AUDIO)) {
            for (int i = 0; i < tracks.size(); i++) {
                Track track = tracks.get(i);
                if (track.kind() == kind && track.way() != Way.LEFT_OUT) {
                    options.append(" -streamid ").append(nth++).append(':').append(FIRST_PID + i);
                    if (kind == Kind.AUDIO && members(track.leader()).size() > 1) {
                        options.append(encode(audio))
                                .append(" -ac:a:")
                                .append(audio)
                                .append(" 2");
                    }
                    audio += kind == Kind.AUDIO ? 1 : 0;
                }
            }
        }
        return line(template, options.toString());
    }

    /** The pids of tracks that are merged, and the pid that each gets. */
    Map<Integer, Integer> merged() {
        Map<Integer, Integer> pids = new HashMap<>();
        for (Output output : outputs()) {
            if (output.members().size() > 1) {
                output.members()
                        .forEach(index -> pids.put(
                                FIRST_PID + index, FIRST_PID + output.members().get(0)));
            }
        }
        return pids;
    }

    /** The same tracks of a map by index, by pid. */
    static Map<Integer, Long> byPid(Map<Integer, Long> byIndex) {
        Map<Integer, Long> pids = new HashMap<>();
        byIndex.forEach((index, time) -> pids.put(FIRST_PID + index, time));
        return pids;
    }

    private static String encode(int nth) {
        return " -c:a:" + nth + " aac -ar:a:" + nth + " 48000";
    }

    private String leftOut() {
        StringBuilder options = new StringBuilder();
        for (int i = 0; i < tracks.size(); i++) {
            if (tracks.get(i).way() == Way.LEFT_OUT) {
                options.append(" -map -0:i:").append(FIRST_PID + i);
            }
        }
        return options.toString();
    }

    private String options() {
        // what is merged comes without them
        StringBuilder options = new StringBuilder(merges() ? "" : leftOut());
        int video = 0;
        int audio = 0;
        for (Output output : outputs()) {
            Track first = tracks.get(output.members().get(0));
            int nth = output.kind() == Kind.VIDEO ? video++ : audio++;
            // what is merged comes encoded already
            if (output.encoded() && output.members().size() == 1) {
                options.append(encode(nth)).append(first.way() == Way.STEREO ? " -ac:a:" + nth + " 2" : "");
            } else if (first.way() == Way.HVC1) {
                options.append(" -tag:v:").append(nth).append(" hvc1");
            }
        }
        return options.toString();
    }
}
