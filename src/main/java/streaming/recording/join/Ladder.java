package streaming.recording.join;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import streaming.recording.join.JoinCommand.Output;
import streaming.recording.join.JoinCommand.Track;
import streaming.recording.join.JoinCommand.Way;
import streaming.recording.ts.TrackContent.Kind;

/**
 * Which command joins a recording, and which one next when ffmpeg or the audit refuses what came of it. Each rung gives
 * up a little more: the usual probing, the track as it is, the track. No command line is run twice, and a track that
 * can be played is left in the MP4 as long as another one may be at fault.
 */
final class Ladder {

    /** The mp4 muxer of libavformat names the track of its output in some of its errors. */
    private static final Pattern NAMED = Pattern.compile("stream #(\\d+)|track (\\d+):");

    /** The AAC encoder of libavcodec, of an arrangement of channels that it does not know. */
    private static final String UNKNOWN_CHANNELS = "channel layout";

    /**
     * What came of a command.
     *
     * @param reason in words
     * @param tracks of the plan, that are at fault; empty when nothing says which
     * @param empty tracks of the plan that gave no unit
     * @param outcome what the MP4 holds, when it is one that can be played: two runs with the same agree; else null
     */
    record Failure(String reason, Set<Integer> tracks, Set<Integer> empty, String outcome) {}

    /** A command that was run, as the report tells it. */
    record Rung(String rung, String reason) {}

    private final List<Rung> rungs = new ArrayList<>();
    private final Set<String> outcomes = new HashSet<>();
    private JoinCommand command;
    private String doubt;

    /**
     * @param plan what to do with each track
     * @param reason why it is planned so
     */
    Ladder(List<Track> plan, String reason) {
        set(new JoinCommand("as planned", reason, false, plan));
    }

    /** The command that is to be run now. */
    JoinCommand command() {
        return command;
    }

    /** All commands so far, the present one last. */
    List<Rung> rungs() {
        return List.copyOf(rungs);
    }

    /** Why what the last command made was accepted although the audit refused it; null when it was not. */
    String doubt() {
        return doubt;
    }

    /** The tracks that an error of ffmpeg names. */
    Set<Integer> named(String error) {
        List<Output> outputs = command.outputs();
        Set<Integer> tracks = new HashSet<>();
        for (Matcher matcher = NAMED.matcher(error); matcher.find(); ) {
            String digits = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            int nth = digits.length() > 4 ? outputs.size() : Integer.parseInt(digits);
            if (nth < outputs.size()) {
                tracks.addAll(outputs.get(nth).members());
            }
        }
        return tracks;
    }

    /**
     * The command failed.
     *
     * @return whether {@link #command} is another one now; if not, {@link #doubt} tells whether its MP4 is accepted
     */
    boolean climb(Failure failure) {
        boolean agreed = failure.outcome() != null && !outcomes.add(failure.outcome());
        if (leaveOut(failure.empty(), "no unit of it was given", failure) || relax(failure) || probe(failure)) {
            return true;
        }
        if (agreed) {
            doubt = failure.reason();
            rungs.add(new Rung("accepted in doubt", "two commands agree: " + failure.reason()));
            return false;
        }
        if (!failure.tracks().isEmpty() && leaveOut(failure.tracks(), "it was refused in every way", failure)) {
            return true;
        }
        return guess(failure) || accept(failure);
    }

    /** What is at fault is done another way. */
    private boolean relax(Failure failure) {
        for (int index : failure.tracks().stream().sorted().toList()) {
            if (relax(index, failure)) {
                return true;
            }
        }
        return false;
    }

    private boolean relax(int index, Failure failure) {
        Track track = command.tracks().get(index);
        if (track.leader() != index || isLeader(index)) {
            return next(
                    "tracks apart",
                    "audio of several codecs stays in tracks of its own",
                    failure,
                    separated(track.leader()));
        }
        if (track.way() == Way.HVC1) {
            return next("parameter sets in the stream", name(index), failure, with(index, Way.COPY));
        }
        if (track.kind() != Kind.AUDIO) {
            return false;
        }
        if (track.way() == Way.ENCODE && failure.reason().contains(UNKNOWN_CHANNELS)) {
            return next("audio as stereo", name(index), failure, with(index, Way.STEREO));
        }
        return track.way() == Way.COPY && next("audio encoded", name(index), failure, with(index, Way.ENCODE));
    }

    private boolean isLeader(int index) {
        return command.tracks().stream()
                        .filter(track -> track.leader() == index)
                        .count()
                > 1;
    }

    private boolean probe(Failure failure) {
        if (command.probesLong()) {
            return false;
        }
        set(new JoinCommand("longer probing", failure.reason(), true, command.tracks()));
        return true;
    }

    private boolean leaveOut(Set<Integer> tracks, String why, Failure failure) {
        List<Track> changed = new ArrayList<>(command.tracks());
        List<String> names = new ArrayList<>();
        for (int index : tracks.stream().sorted().toList()) {
            if (changed.get(index).way() != Way.LEFT_OUT && others(changed, index, failure.empty())) {
                int leader = changed.get(index).leader();
                changed = separated(changed, leader);
                changed.set(index, changed(changed.get(index), Way.LEFT_OUT));
                names.add(name(index));
            }
        }
        return !names.isEmpty() && next("without a track", String.join(", ", names) + ": " + why, failure, changed);
    }

    /**
     * Whether a track would be left that gives something; what gives nothing is left out in any case while another is
     * there.
     */
    private static boolean others(List<Track> tracks, int index, Set<Integer> empty) {
        for (int i = 0; i < tracks.size(); i++) {
            if (i != index && tracks.get(i).way() != Way.LEFT_OUT && !(empty.contains(i) && !empty.contains(index))) {
                return true;
            }
        }
        return false;
    }

    /** Nothing says which track is at fault: one after the other, audio first, the last first. */
    private boolean guess(Failure failure) {
        for (boolean out : new boolean[] {false, true}) {
            for (Kind kind : List.of(Kind.AUDIO, Kind.VIDEO)) {
                for (int i = command.tracks().size() - 1; i >= 0; i--) {
                    Track track = command.tracks().get(i);
                    if (track.kind() == kind
                            && track.way() != Way.LEFT_OUT
                            && (out ? leaveOut(Set.of(i), "tried without it", failure) : relax(i, failure))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Nothing else is left to try. */
    private boolean accept(Failure failure) {
        if (failure.outcome() != null) {
            doubt = failure.reason();
            rungs.add(new Rung("accepted in doubt", "nothing else is left: " + failure.reason()));
        }
        return false;
    }

    /** All failed, and the MP4 of this one can be played. */
    void accept(JoinCommand playable, String reason) {
        command = playable;
        doubt = reason;
        rungs.add(new Rung(
                "accepted in doubt", "the fullest of those that can be played, of " + playable.rung() + ": " + reason));
    }

    private boolean next(String rung, String what, Failure failure, List<Track> tracks) {
        set(new JoinCommand(rung, what + ", after: " + failure.reason(), command.probesLong(), tracks));
        return true;
    }

    private void set(JoinCommand next) {
        command = next;
        rungs.add(new Rung(next.rung(), next.reason()));
    }

    private List<Track> with(int index, Way way) {
        List<Track> changed = new ArrayList<>(command.tracks());
        changed.set(index, changed(changed.get(index), way));
        return changed;
    }

    private static Track changed(Track track, Way way) {
        return new Track(track.kind(), track.codec(), way, track.leader());
    }

    private List<Track> separated(int leader) {
        return separated(command.tracks(), leader);
    }

    private static List<Track> separated(List<Track> tracks, int leader) {
        List<Track> changed = new ArrayList<>(tracks);
        for (int i = 0; i < changed.size(); i++) {
            Track track = changed.get(i);
            if (track.leader() == leader) {
                changed.set(i, new Track(track.kind(), track.codec(), track.way(), i));
            }
        }
        return changed;
    }

    private String name(int index) {
        return "track " + index + " (" + command.tracks().get(index).codec() + ")";
    }
}
