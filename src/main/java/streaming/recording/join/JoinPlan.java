package streaming.recording.join;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import streaming.recording.join.JoinCommand.Track;
import streaming.recording.join.JoinCommand.Way;
import streaming.recording.ts.AudioFrames;
import streaming.recording.ts.Codec;
import streaming.recording.ts.ElementaryStream;
import streaming.recording.ts.OutputTrack;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.TrackContent;
import streaming.recording.ts.TrackContent.Kind;

/** What the segments say of how their tracks can go into an MP4; grows while a stream is live. */
final class JoinPlan {

    private static final Pattern RATE = Pattern.compile("(\\d+) Hz");
    /** MP4 as ffmpeg writes it takes MP3 from this sampling rate on. */
    private static final int LOWEST_MP3 = 16_000;

    private final TrackPlan tracks;
    private final List<Set<String>> settings = new ArrayList<>();
    /** For each track those that were beside it in a segment, under pids of their own. */
    private final List<Set<Integer>> beside = new ArrayList<>();

    /** @param tracks those of the normalised stream */
    JoinPlan(TrackPlan tracks) {
        this.tracks = tracks;
        tracks.tracks().forEach(track -> {
            settings.add(new LinkedHashSet<>());
            beside.add(new HashSet<>());
        });
    }

    static JoinPlan of(List<SegmentContent> contents) {
        JoinPlan plan = new JoinPlan(TrackPlan.of(contents));
        contents.forEach(plan::add);
        return plan;
    }

    /** One more segment; tracks that were not planned are not looked at. */
    void add(SegmentContent content) {
        for (List<ElementaryStream> streams : TrackPlan.generations(content)) {
            add(content, tracks.assign(streams));
        }
    }

    private void add(SegmentContent content, Map<ElementaryStream, OutputTrack> assigned) {
        for (TrackContent track : content.tracks()) {
            OutputTrack output = assigned.get(stream(track));
            if (output == null) {
                continue;
            }
            if (!track.configuration().isEmpty()) {
                settings.get(output.index).addAll(List.of(track.configuration().split(AudioFrames.THEN)));
            }
            assigned.forEach((stream, other) -> {
                if (stream.pid() != track.pid()) {
                    beside.get(output.index).add(other.index);
                }
            });
        }
    }

    private static ElementaryStream stream(TrackContent track) {
        return new ElementaryStream(track.pid(), track.kind(), track.codec());
    }

    Ladder ladder() {
        List<Track> planned = tracks();
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < planned.size(); i++) {
            if (planned.get(i).way() == Way.ENCODE) {
                reasons.add("track " + i + " (" + planned.get(i).codec() + ") is encoded: " + why(i, planned));
            }
        }
        return new Ladder(planned, reasons.isEmpty() ? "stream copy" : String.join("; ", reasons));
    }

    private String why(int index, List<Track> planned) {
        int leader = planned.get(index).leader();
        if (planned.stream().filter(track -> track.leader() == leader).count() > 1) {
            return "its codec changes within the recording";
        }
        return settings.get(index).size() > 1
                ? "its settings change: " + String.join(AudioFrames.THEN, settings.get(index))
                : "an MP4 cannot hold it";
    }

    /** In the order of the normalised stream. */
    List<Track> tracks() {
        List<OutputTrack> outputs = tracks.tracks();
        List<Integer> leaders = leaders();
        List<Track> planned = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            int leader = leaders.get(i);
            boolean merged = leaders.stream().filter(other -> other == leader).count() > 1;
            OutputTrack track = outputs.get(i);
            Way way = merged || track.kind == Kind.AUDIO && isEncoded(track.codec, settings.get(i))
                    ? Way.ENCODE
                    : track.codec.equals("hevc") && settings.get(i).size() == 1 ? Way.HVC1 : Way.COPY;
            planned.add(new Track(track.kind, track.codec, way, leader));
        }
        return planned;
    }

    /** Audio of which never two tracks are there at the same time is one track, whose codec changes. */
    private List<Integer> leaders() {
        List<Integer> leaders = new ArrayList<>();
        for (OutputTrack track : tracks.tracks()) {
            int leader = track.index;
            for (int i = 0; i < track.index && leader == track.index && track.kind == Kind.AUDIO; i++) {
                boolean apart = tracks.tracks().get(i).kind == Kind.AUDIO && leaders.get(i) == i;
                for (int j = i; j < track.index && apart; j++) {
                    apart = leaders.get(j) != i || !beside.get(j).contains(track.index);
                }
                leader = apart ? i : leader;
            }
            leaders.add(leader);
        }
        return leaders;
    }

    private static boolean isEncoded(String codec, Set<String> settings) {
        Set<Integer> rates = new TreeSet<>();
        for (String setting : settings) {
            Matcher rate = RATE.matcher(setting);
            rates.add(rate.find() ? Integer.parseInt(rate.group(1)) : 0);
        }
        if (Codec.of(codec).fate() == Codec.Fate.ENCODED) {
            return true;
        }
        return switch (codec) {
            // one sample entry holds one AudioSpecificConfig (ISO/IEC 14496-14, 5.6)
            case "aac" -> settings.size() > 1;
            case "mp3" -> rates.size() > 1 || rates.stream().anyMatch(rate -> rate > 0 && rate < LOWEST_MP3);
            // each frame tells its channels, but the time scale of the track is that of its first sampling rate
            default -> rates.size() > 1;
        };
    }
}
