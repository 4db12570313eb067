package streaming.recording.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a recording of a broadcast must be. Unless something else is said: completed, every unit of every track once,
 * copied, in order, in sync within 30 ms, as long as the broadcast within 0.1 s, no segment called damaged. The objects
 * are put at once, so no hole can be longer than a moment, whatever the clock says.
 */
public final class Right {
    private static final double LENGTH = 0.1;
    /** A frame of AAC at 48 kHz, in ticks. */
    private static final long ENCODED = 1_920;

    private final Set<Track.Kind> copied = EnumSet.of(Track.Kind.VIDEO, Track.Kind.AUDIO);
    private final Set<Track.Kind> encoded = EnumSet.noneOf(Track.Kind.class);
    private final List<List<String>> words = new ArrayList<>();
    private double seconds = -1;
    private boolean anyLength;
    private boolean mayBeDamaged;
    private boolean mayFail;
    private boolean incomplete;
    private boolean changes;
    private boolean extraUnits;
    private double longer;
    private String tag = "";
    private double skew = Double.NaN;
    private double pictures;
    private boolean orIncomplete;

    private Right() {}

    static Right all() {
        return new Right();
    }

    /** MP4 cannot hold the sound as it is: one track of AAC, as long as the sound was. */
    Right soundEncoded() {
        copied.remove(Track.Kind.AUDIO);
        encoded.add(Track.Kind.AUDIO);
        return this;
    }

    /** Nothing is asked of this kind of track. */
    Right any(Track.Kind kind) {
        copied.remove(kind);
        return this;
    }

    /** The report or the error has at least one of these words, in any case. */
    Right says(String... oneOf) {
        words.add(List.of(oneOf));
        return this;
    }

    Right mayFail() {
        mayFail = true;
        return this;
    }

    Right mayBeDamaged() {
        mayBeDamaged = true;
        return this;
    }

    /** Units that arrived in part may be kept or not. */
    Right extraUnits() {
        extraUnits = true;
        return this;
    }

    /** Up to so many seconds may be added that have no name: a hole is named from a tenth of a second on. */
    Right longerBy(double most) {
        longer = most;
        return this;
    }

    /** It is not called complete: coverage below 100, or a doubt. */
    Right incomplete() {
        incomplete = true;
        return this;
    }

    /** The report tells of a change of codec or settings. */
    Right changes() {
        changes = true;
        return this;
    }

    /** All of it is in the MP4, or it is not called complete. */
    Right orIncomplete() {
        orIncomplete = true;
        return this;
    }

    /** How far from their time single pictures may be, where the stream does not tell it of each; the sound may not. */
    Right picturesWithin(double most) {
        pictures = most;
        return this;
    }

    Right seconds(double length) {
        seconds = length;
        return this;
    }

    Right anyLength() {
        anyLength = true;
        return this;
    }

    /** Sample entry of the pictures. */
    Right tag(String ofPictures) {
        tag = ofPictures;
        return this;
    }

    /** av_skew of the report, seconds: how much later the pictures end than the sound as published, to 5 ms. */
    Right skewOf(double published) {
        skew = published;
        return this;
    }

    /** What is wrong with the file, where its report is not known to excuse it. */
    List<String> faults(Publication source, byte[] mp4, JsonNode answer) {
        return orIncomplete && isIncomplete(answer) ? List.of() : faults(source, mp4, 0);
    }

    private static boolean isIncomplete(JsonNode answer) {
        return answer.at("/report/coverage").asDouble() < 100
                || !answer.at("/report/doubts").isEmpty();
    }

    /**
     * What is wrong with the file; it may be read without any report.
     *
     * @param holes by which it may be longer than the broadcast, seconds: those that a join names which knows of no
     *     upload times
     */
    public List<String> faults(Publication source, byte[] mp4, double holes) {
        List<RecordedTrack> tracks = RecordedFile.tracks(mp4);
        List<String> faults =
                new ArrayList<>(new Sync(source, tracks, List.copyOf(copied), Mux.ticks(pictures)).faults());
        for (Track.Kind kind : copied) {
            int published = source.recordable(kind).size();
            int recorded = of(tracks, kind).stream()
                    .mapToInt(track -> track.packets().size())
                    .sum();
            if (recorded > published && !extraUnits) {
                faults.add(kind + ": " + recorded + " packets of " + published + " units");
            }
        }
        copied.stream()
                .filter(kind -> of(tracks, kind).size() > 1)
                .forEach(kind -> faults.add(kind + ": more than one track"));
        encoded.forEach(kind -> encodedFaults(source, of(tracks, kind), faults));
        if (!tag.isEmpty()
                && of(tracks, Track.Kind.VIDEO).stream()
                        .noneMatch(track -> track.tag().equals(tag))) {
            faults.add("no track " + tag);
        }
        double length = tracks.stream().mapToLong(RecordedTrack::end).max().orElse(0) / 90e3;
        double wanted = (seconds < 0 ? source.seconds() : seconds) + holes;
        // what was lost of the broadcast is a hole in its time, and not beside it
        double least = wanted - (extraUnits ? holes : 0) - LENGTH;
        if (!anyLength && (length < least || length > wanted + longer + LENGTH)) {
            faults.add(String.format(Locale.ROOT, "lasts %.3f s, the broadcast and its holes %.3f s", length, wanted));
        }
        return faults;
    }

    /** What is wrong with what the service says: the answer of GET /recording/{id}/report. */
    public List<String> faults(JsonNode answer) {
        List<String> faults = new ArrayList<>();
        JsonNode report = answer.path("report");
        String said = answer.toString().toLowerCase(Locale.ROOT);
        words.stream()
                .filter(oneOf -> oneOf.stream().noneMatch(said::contains))
                .forEach(oneOf -> faults.add("nothing is said of " + oneOf));
        String status = answer.path("status").asText();
        if (!status.equals("completed")) {
            return mayFail
                    ? faults
                    : and(faults, status + ": " + answer.path("error").asText());
        }
        int damaged = report.at("/segments/damaged").asInt(-1);
        if (damaged != 0 && !mayBeDamaged) {
            faults.add(damaged + " segments damaged: " + report.at("/segments/damage"));
        }
        if (incomplete && !isIncomplete(answer)) {
            faults.add("it is called complete");
        }
        if (words.isEmpty()
                && !incomplete
                && !orIncomplete
                && report.path("doubts").toString().contains("track-not-recorded")) {
            faults.add("a track is called missing: " + report.path("doubts"));
        }
        if (changes && report.path("changes").isEmpty()) {
            faults.add("no change is told");
        }
        if (!Double.isNaN(skew) && Math.abs(report.path("av_skew").asDouble(9) - skew) > 0.005) {
            faults.add("av_skew " + report.path("av_skew"));
        }
        return faults;
    }

    private static List<String> and(List<String> faults, String one) {
        faults.add(one);
        return faults;
    }

    private static void encodedFaults(Publication source, List<RecordedTrack> tracks, List<String> faults) {
        if (tracks.size() != 1 || !tracks.get(0).tag().equals("mp4a")) {
            faults.add("sound: one track of AAC expected, not "
                    + tracks.stream().map(RecordedTrack::tag).toList());
            return;
        }
        List<AccessUnit> units = source.recordable(Track.Kind.AUDIO);
        double end = units.get(units.size() - 1).contentPts / 90e3;
        double recorded = tracks.get(0).end() / 90e3;
        if (Math.abs(recorded - end) > 2 * LENGTH) {
            faults.add(String.format(
                    Locale.ROOT, "the sound ends at %.3f s, that of the broadcast at %.3f s", recorded, end));
        }
        // over what is missing, the packet before it lasts longer
        double heard = tracks.get(0).packets().stream()
                        .mapToLong(packet -> Math.min(packet.duration(), 2 * ENCODED))
                        .sum()
                / 90e3;
        if (heard < end - units.get(0).contentPts / 90e3 - 3 * LENGTH) {
            faults.add(String.format(Locale.ROOT, "%.3f s of sound, to %.3f s", heard, end));
        }
    }

    private static List<RecordedTrack> of(List<RecordedTrack> tracks, Track.Kind kind) {
        return tracks.stream()
                .filter(track -> track.type().equals(Sync.handler(kind)))
                .toList();
    }
}
