package streaming.recording.kit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A muxer that writes what no ffmpeg would: {@code Mux.of(Source.h264AndAac(20)).audioLater(0.5).clockJumps(4,
 * 36_581)}. Methods change it and return it, and stand in the order of the deeds; times are seconds of the broadcast
 * unless they are said to be of the clock. What was published when, and what of it can be recorded, is in
 * {@link #publish()}.
 */
public final class Mux {
    private static final long START = 126_000;

    private final List<AccessUnit> units = new ArrayList<>();
    private List<Segment> segments;
    private double segmentSeconds = 2;
    private double length;
    private final Format format = new Format();
    private final List<Loss> losses = new ArrayList<>();
    private int stretches;
    private BiFunction<Integer, byte[], byte[]> objects = (number, bytes) -> bytes;

    private record Loss(int segment, int from, int packets) {}

    private Mux(Source source) {
        add(source, 0, START);
        length = source.seconds();
    }

    public static Mux of(Source source) {
        return new Mux(source);
    }

    static long ticks(double seconds) {
        return Math.round(seconds * 90_000);
    }

    private void add(Source source, long content, long clock) {
        for (AccessUnit unit : source.units()) {
            AccessUnit copy = unit.copy();
            copy.shiftContent(content);
            copy.shiftStamps(content + clock);
            copy.place += content;
            units.add(copy);
        }
    }

    // ---- what is broadcast

    /** The same encoder goes on with something else, on the same clock. */
    Mux then(Source next) {
        add(next, ticks(length), START);
        length += next.seconds();
        return this;
    }

    /** Length of a segment; they are cut before key frames. */
    Mux segmentsOf(double seconds) {
        segmentSeconds = seconds;
        return this;
    }

    /** Nothing of this kind from one time to another. */
    Mux without(Track.Kind kind, double from, double to) {
        return remove(unit -> unit.is(kind) && unit.contentPts >= ticks(from) && unit.contentPts < ticks(to));
    }

    /** The recorder joins in the middle: nothing before this picture. */
    Mux startsAtPicture(int number) {
        List<AccessUnit> pictures =
                units.stream().filter(unit -> unit.is(Track.Kind.VIDEO)).toList();
        long from = pictures.get(number).contentDts;
        remove(unit -> unit.contentDts < from);
        for (AccessUnit unit : pictures.subList(number, pictures.size())) {
            if (unit.key) {
                return each(
                        early -> early.undecodable = early.is(Track.Kind.VIDEO) && early.contentDts < unit.contentDts);
            }
        }
        return this;
    }

    /** Without the units of which this is true. */
    Mux drop(Predicate<AccessUnit> which) {
        return remove(which);
    }

    private Mux remove(Predicate<AccessUnit> which) {
        uncut().removeIf(which);
        return this;
    }

    // ---- its place in the file

    /** Sound lies so much later in the file than the pictures it belongs to; less than 0: earlier. */
    public Mux audioLater(double seconds) {
        uncut().stream().filter(unit -> unit.is(Track.Kind.AUDIO)).forEach(unit -> unit.place += ticks(seconds));
        return this;
    }

    // ---- its clock

    /** The clock of all tracks jumps by so many seconds, and nothing tells it. */
    public Mux clockJumps(double at, double by) {
        int number = ++stretches;
        Predicate<AccessUnit> behind = from(at);
        return each(unit -> {
            if (behind.test(unit)) {
                unit.shiftStamps(ticks(by));
                unit.stretch += "j" + number;
            }
        });
    }

    /**
     * Sound that is heard from this time on, and pictures that are sent with or behind the first one that is seen then.
     */
    private Predicate<AccessUnit> from(double at) {
        long first = all().stream()
                .filter(unit -> unit.is(Track.Kind.VIDEO) && unit.contentPts >= ticks(at))
                .mapToLong(unit -> unit.contentDts)
                .min()
                .orElse(ticks(at));
        return unit -> unit.is(Track.Kind.VIDEO) ? unit.contentDts >= first : unit.contentPts >= ticks(at);
    }

    /** The same with EXT-X-DISCONTINUITY before the segment in which it happens. */
    Mux clockJumpsTold(double at, double by) {
        clockJumps(at, by);
        return told(at);
    }

    /** EXT-X-DISCONTINUITY before the first segment with pictures from this time on. */
    Mux told(double at) {
        cut().stream()
                .filter(segment -> segment.units.stream()
                        .anyMatch(unit -> unit.is(Track.Kind.VIDEO) && unit.contentPts >= ticks(at)))
                .findFirst()
                .orElseThrow()
                .discontinuity = true;
        return this;
    }

    /** The clock of one kind of track alone jumps, as no broadcast should. */
    Mux clockJumps(Track.Kind kind, double at, double by) {
        Predicate<AccessUnit> behind = from(at);
        return each(unit -> {
            if (unit.is(kind) && behind.test(unit)) {
                unit.shiftStamps(ticks(by));
            }
        });
    }

    /** What the clock says at the first picture. */
    Mux clockStartsAt(double seconds) {
        return each(unit -> unit.shiftStamps(ticks(seconds) - START));
    }

    /** The 33 bits of the clock end at this time of the broadcast. */
    Mux clockWraps(double at) {
        return each(unit -> unit.shiftStamps((1L << 33) - ticks(at) - START));
    }

    // ---- its time stamps

    /** Changes units of one kind by their number within that kind, in the order of the file. */
    Mux pictures(Predicate<Integer> which, Consumer<AccessUnit> change) {
        return numbered(Track.Kind.VIDEO, which, change);
    }

    Mux frames(Predicate<Integer> which, Consumer<AccessUnit> change) {
        return numbered(Track.Kind.AUDIO, which, change);
    }

    private Mux numbered(Track.Kind kind, Predicate<Integer> which, Consumer<AccessUnit> change) {
        int number = 0;
        for (AccessUnit unit : all()) {
            if (unit.is(kind) && which.test(number++)) {
                change.accept(unit);
            }
        }
        return this;
    }

    Mux each(Consumer<AccessUnit> change) {
        all().forEach(change);
        return this;
    }

    /** The first unit of a kind in one segment. */
    Mux first(Track.Kind kind, int segment, Consumer<AccessUnit> change) {
        change.accept(cut().get(segment).units.stream()
                .filter(unit -> unit.is(kind))
                .findFirst()
                .orElseThrow());
        return this;
    }

    // ---- segments of somebody else

    /**
     * Segments of another source with a clock of their own, put in before a segment; the broadcast goes on behind them.
     */
    Mux slate(int before, Source slate, double clock) {
        int number = ++stretches;
        Segment next = cut().get(before);
        long content = next.units.stream()
                .filter(unit -> unit.is(Track.Kind.VIDEO))
                .mapToLong(unit -> unit.contentPts)
                .min()
                .orElse(next.units.get(0).contentPts);
        Mux other = of(slate).segmentsOf(segmentSeconds);
        other.each(unit -> {
            unit.shiftContent(content);
            unit.shiftStamps(ticks(clock) - START);
            unit.stretch = "s" + number;
        });
        boolean sounds = other.cut().stream()
                .anyMatch(segment -> segment.units.stream().anyMatch(unit -> unit.is(Track.Kind.AUDIO)));
        for (Segment later : segments.subList(before, segments.size())) {
            // sound that was multiplexed late goes with the pictures before the slate, unless the slate's own has come
            // before it
            later.units.stream()
                    .filter(unit -> sounds || unit.contentPts >= content)
                    .forEach(unit -> {
                        unit.shiftContent(ticks(slate.seconds()));
                        unit.stretch += "b" + number;
                    });
        }
        segments.addAll(before, other.cut());
        length += slate.seconds();
        return this;
    }

    /** Segments that are published once more, at the end, under new names. */
    Mux repeated(int from, int to) {
        for (Segment segment : List.copyOf(cut().subList(from, to))) {
            Segment copy = segment.copy();
            copy.units.forEach(unit -> unit.repeated = true);
            segments.add(copy);
        }
        return this;
    }

    /** Each segment begins with the last unit of this kind of the one before. */
    Mux repeatsAtBorders(Track.Kind kind) {
        AccessUnit last = null;
        for (Segment segment : cut()) {
            AccessUnit before = last;
            for (AccessUnit unit : segment.units) {
                last = unit.is(kind) ? unit : last;
            }
            if (before != null) {
                AccessUnit again = before.copy();
                again.repeated = true;
                segment.units.add(0, again);
            }
        }
        return this;
    }

    // ---- how it is written

    Mux written(Consumer<Format> change) {
        change.accept(format);
        return this;
    }

    /** Other bytes for an object in the bucket, by the number of the segment. */
    Mux objects(BiFunction<Integer, byte[], byte[]> change) {
        objects = change;
        return this;
    }

    /** Packets that do not arrive, counted from the first of the segment. */
    Mux loses(int segment, int from, int packets) {
        losses.add(new Loss(segment, from, packets));
        return this;
    }

    /** Another entry in the program map for the tracks of a kind. */
    Mux map(Track.Kind kind, java.util.function.UnaryOperator<Track> change) {
        List<Track> before = all().stream()
                .map(unit -> unit.track)
                .filter(track -> track.kind() == kind)
                .distinct()
                .toList();
        List<Track> after = before.stream().map(change).toList();
        return each(unit -> {
            int at = before.indexOf(unit.track);
            unit.track = at < 0 ? unit.track : after.get(at);
        });
    }

    // ---- what came of it

    private List<AccessUnit> uncut() {
        if (segments != null) {
            throw new IllegalStateException("it is cut into segments already");
        }
        return units;
    }

    private List<AccessUnit> all() {
        return segments == null
                ? units
                : segments.stream().flatMap(segment -> segment.units.stream()).toList();
    }

    List<Segment> cut() {
        if (segments == null) {
            units.sort(Comparator.comparingLong(unit -> unit.place));
            boolean video = units.stream().anyMatch(unit -> unit.is(Track.Kind.VIDEO));
            segments = new ArrayList<>();
            long next = Long.MIN_VALUE;
            for (AccessUnit unit : units) {
                boolean border = video ? unit.key && unit.is(Track.Kind.VIDEO) : true;
                if (segments.isEmpty() || border && unit.contentPts >= next) {
                    next = segments.isEmpty() && !border
                            ? ticks(segmentSeconds)
                            : unit.contentPts + ticks(segmentSeconds) - 90;
                    segments.add(new Segment(new ArrayList<>()));
                }
                segments.get(segments.size() - 1).units.add(unit);
            }
        }
        return segments;
    }

    /** A loss may take the first key picture away. */
    private void undecodableWithoutTheFirstKey() {
        boolean lost = false;
        for (AccessUnit unit : all()) {
            if (unit.is(Track.Kind.VIDEO)) {
                lost |= unit.key && unit.lost;
                if (!lost || unit.key && !unit.lost) {
                    return;
                }
                unit.undecodable = true;
            }
        }
    }

    /**
     * The continuity counter counts to 16 (ISO/IEC 13818-1, 2.4.3.3): a loss of as many packets of one pid, or twice as
     * many, is not to be seen, and the unit before it gets the rest of the one behind it.
     */
    private static void unseen(List<PacketWriter.Packet> packets, int from, List<PacketWriter.Packet> gone) {
        for (int pid : gone.stream().map(PacketWriter.Packet::pid).distinct().toList()) {
            long count = gone.stream().filter(packet -> packet.pid() == pid).count();
            if (count % 16 == 0) {
                packets.subList(0, from).stream()
                        .filter(packet -> packet.pid() == pid)
                        .reduce((first, second) -> second)
                        .ifPresent(packet -> packet.units().forEach(unit -> unit.lost = true));
            }
        }
    }

    /** Writes it. */
    public Publication publish() {
        List<Track> tracks = cut().stream()
                .flatMap(segment -> segment.tracks().stream())
                .distinct()
                .toList();
        PacketWriter writer = new PacketWriter(format, tracks);
        List<Publication.Piece> pieces = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            List<PacketWriter.Packet> packets =
                    new ArrayList<>(writer.segment(segments.get(i), i == segments.size() - 1));
            for (Loss loss : losses) {
                if (loss.segment == i) {
                    List<PacketWriter.Packet> gone =
                            packets.subList(loss.from, Math.min(packets.size(), loss.from + loss.packets));
                    gone.forEach(packet -> packet.units().forEach(unit -> unit.lost = true));
                    unseen(packets, loss.from, gone);
                    gone.clear();
                }
            }
            if (i == 0) {
                undecodableWithoutTheFirstKey();
            }
            pieces.add(new Publication.Piece(
                    String.format("segment_%03d.ts", i),
                    objects.apply(i, writer.bytes(packets)),
                    segments.get(i).discontinuity));
        }
        return new Publication(pieces, all(), length);
    }
}
