package streaming.recording.kit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares the packets of an MP4 with the units that were published: which are there, in which order, and how far from
 * the time at which they belong. Each unit is found again by its bytes.
 */
final class Sync {
    /** 30 ms. */
    private static final long TOLERANCE = 2_700;
    /**
     * Sound and pictures of a segment do not end together: those of another source begin a little before the end of the
     * first.
     */
    private static final long OVERLAP = 9_000;

    /** How far a stretch of one kind is from where it belongs, in ticks. */
    private static final class Offset {
        private long least = Long.MAX_VALUE;
        private long most = Long.MIN_VALUE;

        void add(long offset) {
            least = Math.min(least, offset);
            most = Math.max(most, offset);
        }

        long middle() {
            return (least + most) / 2;
        }
    }

    private final Map<String, Map<Track.Kind, Offset>> stretches = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<Track.Kind, Integer> found = new HashMap<>();
    private final long pictures;

    /**
     * @param kinds those that were copied, and can be told again
     * @param pictures how far from their time single pictures may be, in ticks, where the stream does not tell it of
     *     each
     */
    Sync(Publication source, List<RecordedTrack> tracks, List<Track.Kind> kinds, long pictures) {
        this.pictures = Math.max(pictures, TOLERANCE);
        for (Track.Kind kind : kinds) {
            match(
                    kind,
                    source.recordable(kind),
                    tracks.stream()
                            .filter(track -> track.type().equals(handler(kind)))
                            .findFirst()
                            .orElse(null));
        }
        stretches.forEach(this::judge);
        distances();
    }

    static String handler(Track.Kind kind) {
        return kind == Track.Kind.VIDEO ? "vide" : "soun";
    }

    /** What is wrong, in words; empty when nothing is. */
    List<String> faults() {
        return faults;
    }

    /** How many of the units are in the MP4. */
    int found(Track.Kind kind) {
        return found.getOrDefault(kind, 0);
    }

    private void match(Track.Kind kind, List<AccessUnit> units, RecordedTrack track) {
        if (track == null) {
            if (!units.isEmpty()) {
                faults.add("no track of " + kind);
            }
            return;
        }
        Map<Long, Deque<AccessUnit>> wanted = new HashMap<>();
        units.forEach(unit -> wanted.computeIfAbsent(
                        Fingerprint.ofStream(unit.track.codec(), unit.bytes), hash -> new ArrayDeque<>())
                .add(unit));
        String codec = units.isEmpty() ? "" : units.get(0).track.codec();
        AccessUnit before = null;
        int count = 0;
        for (RecordedTrack.Packet packet : track.packets()) {
            Deque<AccessUnit> same = wanted.get(Fingerprint.ofSample(codec, packet.bytes()));
            AccessUnit unit = same == null ? null : same.poll();
            if (unit == null) {
                continue;
            }
            count++;
            if (before != null
                    && unit.contentDts < before.contentDts - (unit.stretch.equals(before.stretch) ? 0 : OVERLAP)) {
                faults.add(String.format(
                        Locale.ROOT,
                        "%s out of order: the unit of %.3f s behind that of %.3f s",
                        kind,
                        unit.contentPts / 90e3,
                        before.contentPts / 90e3));
                return;
            }
            before = unit;
            if (unit.timeless) {
                continue;
            }
            stretches
                    .computeIfAbsent(unit.stretch, name -> new HashMap<>())
                    .computeIfAbsent(kind, any -> new Offset())
                    .add(packet.pts() - unit.contentPts);
        }
        found.put(kind, count);
        if (count < units.size()) {
            faults.add(kind + ": " + count + " of " + units.size() + " units are in the MP4");
        }
    }

    private void judge(String stretch, Map<Track.Kind, Offset> offsets) {
        offsets.forEach((kind, offset) -> {
            if (offset.most - offset.least > (kind == Track.Kind.VIDEO ? pictures : TOLERANCE)) {
                faults.add(String.format(
                        Locale.ROOT,
                        "%s moves against its source by %.3f s within one stretch (%s)",
                        kind,
                        (offset.most - offset.least) / 90e3,
                        stretch));
            }
        });
    }

    private void distances() {
        Long normal = null;
        for (Map.Entry<String, Map<Track.Kind, Offset>> stretch : stretches.entrySet()) {
            Offset video = stretch.getValue().get(Track.Kind.VIDEO);
            Offset audio = stretch.getValue().get(Track.Kind.AUDIO);
            if (video == null || audio == null) {
                continue;
            }
            long distance = video.middle() - audio.middle();
            normal = normal == null ? distance : normal;
            if (Math.abs(distance - normal) > pictures) {
                faults.add(String.format(
                        Locale.ROOT,
                        "sound and pictures are %.3f s further apart than before (%s)",
                        (distance - normal) / 90e3,
                        stretch.getKey()));
            }
        }
    }
}
