package streaming.recording.kit;

import static streaming.recording.kit.Track.Kind.AUDIO;
import static streaming.recording.kit.Track.Kind.VIDEO;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Broadcasts whose clock, order or tracks are not what a single muxer writes. */
final class ClockBroadcasts {
    private static final double FAR = -58_858.289;

    private final List<KitBroadcast> all = new ArrayList<>();

    private ClockBroadcasts() {
        skew();
        jumps();
        slates();
        borders();
        tracks();
        stamps();
    }

    static List<KitBroadcast> all() {
        return new ClockBroadcasts().all;
    }

    private static Mux ordinary() {
        return Mux.of(Source.h264AndAac(20));
    }

    private void add(String name, Supplier<Mux> mux) {
        add(name, mux, Right.all());
    }

    private void add(String name, Supplier<Mux> mux, Right right) {
        all.add(new KitBroadcast(name, mux, right));
    }

    private void skew() {
        add("nothing special", () -> ordinary());
        add("sound 0.5 s later in the file", () -> ordinary().audioLater(0.5));
        // its first segment holds a single frame of sound
        add("sound 1.92 s later in the file", () -> ordinary().audioLater(1.92));
        add("sound 5 s later in the file", () -> ordinary().audioLater(5));
        add("sound 1 s earlier in the file", () -> ordinary().audioLater(-1));
        add("sound 5 s earlier in the file", () -> ordinary().audioLater(-5));
    }

    private void jumps() {
        add(
                "jump by 16 h back, told, sound 0.5 s later",
                () -> ordinary().audioLater(0.5).clockStartsAt(72_001.4).clockJumpsTold(4, FAR));
        add(
                "jump by 10 h, untold, sound 0.5 s later",
                () -> ordinary().audioLater(0.5).clockJumps(4, 36_581));
        add("jump by 10 h inside a segment", () -> ordinary().clockJumps(5, 36_581));
        add(
                "jump back by 1.31 s, sound 0.5 s later",
                () -> ordinary().audioLater(0.5).clockStartsAt(72_001.4).clockJumps(8, -1.306));
        add(
                "jump back by 1.31 s, sound 1 s earlier",
                () -> ordinary().audioLater(-1).clockStartsAt(72_001.4).clockJumps(8, -1.306));
        add("jump back by 36 ms", () -> ordinary().clockJumps(8, -0.036));
        add(
                "jump back by 6 s inside a segment",
                () -> ordinary().clockStartsAt(100).clockJumps(9, -6));
        add(
                "two jumps, there and back",
                () -> ordinary().audioLater(0.5).clockJumps(6, 36_581).clockJumps(12, -36_581));
        add(
                "jump by 50 min, untold",
                () -> ordinary().audioLater(0.3).clockJumps(10, 3000),
                Right.all().seconds(20.02));
        add(
                "jump ahead by 20 s inside a segment, sound 0.4 s later",
                () -> ordinary().audioLater(0.4).clockJumps(9.3, 20));
        add("clock wraps, sound 0.7 s later", () -> ordinary().audioLater(0.7).clockWraps(9));
        add("clock of the sound alone jumps by 3 h", () -> ordinary().clockJumps(AUDIO, 10, 10_800));
        add("clock begins anew with each segment", () -> {
            Mux mux = ordinary();
            for (int at = 2; at < 20; at += 2) {
                mux.clockJumps(at, -2);
            }
            return mux;
        });
    }

    private void slates() {
        add("slate of one segment at clock 0, pictures only", () -> ordinary()
                .slate(5, Source.h264(2, "30", "-vf negate"), 0));
        add("slate of one segment at a clock a little ahead, pictures only", () -> ordinary()
                .slate(3, Source.h264(2, "30", "-vf negate"), 10));
        add("slate of three segments, pictures only", () -> ordinary()
                .slate(5, Source.h264(6, "30", "-vf negate"), 1371.8));
        add(
                "slate of three segments, both tracks",
                () -> ordinary()
                        .slate(
                                5,
                                Source.h264(6, "30", "-vf negate")
                                        .with(Source.sound("aac", "aac", 6, "-af volume=0.5")),
                                1371.8),
                // the sound of each programme is some frames longer than its pictures
                Right.all().seconds(26.1));
        add(
                "slate of one segment, pictures only, sound 0.5 s later",
                () -> ordinary().audioLater(0.5).slate(5, Source.h264(2, "30", "-vf negate"), 40_000));
        add(
                "three segments of a programme with MP2",
                () -> ordinary().slate(4, Source.h264(6, "30", "-vf negate").with(Source.sound("mp2", 6)), 1108.6),
                Right.all().soundEncoded().changes());
        add(
                "the last three segments once more",
                () -> ordinary().repeated(7, 10),
                Right.all().seconds(20));
        add(
                "a segment twice, sound 0.5 s later",
                () -> ordinary().audioLater(0.5).repeated(9, 10),
                Right.all().seconds(20));
    }

    private void borders() {
        add("each segment begins with the last frame of sound of the one before", () -> Mux.of(Source.h264AndAac(6))
                .repeatsAtBorders(AUDIO));
    }

    private void tracks() {
        add("sound from 64 s on", () -> Mux.of(Source.h264(80, "10", "-g 40").with(Source.aac(80)))
                .segmentsOf(4)
                .without(AUDIO, 0, 64));
        add("Opus from 64 s on", () -> Mux.of(Source.h264(80, "10", "-g 40").with(Source.sound("libopus", 80)))
                .segmentsOf(4)
                .without(AUDIO, 0, 64));
        add("pictures from 64 s on", () -> Mux.of(Source.h264(72, "10", "-g 40").with(Source.aac(72)))
                .segmentsOf(4)
                .without(VIDEO, 0, 64));
        add(
                "no sound for three segments",
                () -> ordinary().without(AUDIO, 8, 14),
                Right.all().incomplete());
        add(
                "no sound for three segments, and sound 0.5 s later",
                () -> ordinary().audioLater(0.5).without(AUDIO, 8, 14),
                Right.all().incomplete());
        add(
                "no pictures for two segments",
                () -> ordinary().without(VIDEO, 8, 12),
                Right.all().incomplete());
        add(
                "sound ends at 12 s",
                () -> ordinary().without(AUDIO, 12, 99),
                Right.all().incomplete());
        add(
                "one picture a second with B pictures",
                () -> Mux.of(Source.h264(20, "1", "-g 2").with(Source.aac(20))));
    }

    private void stamps() {
        add(
                "all time stamps 0",
                () -> ordinary().each(unit -> {
                    unit.pts = 0;
                    unit.dts = 0;
                    unit.timeless = true;
                }),
                Right.all().anyLength());
        add("PTS without DTS", () -> ordinary().each(unit -> unit.dts = AccessUnit.NONE));
        add(
                "PTS without DTS, pictures at odd times",
                () -> Mux.of(Source.h264(12, "30", "-vf select=gt(random(0)\\,0.4) -fps_mode vfr")
                                .with(Source.aac(12)))
                        .each(unit -> unit.dts = AccessUnit.NONE),
                Right.all().anyLength());
        add("each 50th DTS 36 ms early", () -> ordinary()
                .pictures(number -> number % 50 == 49, unit -> unit.dts -= 3_240));
        add("each 40th picture PTS before DTS", () -> ordinary()
                .pictures(number -> number % 40 == 39, unit -> unit.dts = unit.pts + 3_000));
        add("each DTS 1 s behind its PTS", () -> ordinary()
                .pictures(number -> true, unit -> unit.dts = unit.pts + 90_000));
        add("first sound of a segment with a nonsense PTS", () -> ordinary().first(AUDIO, 1, unit -> {
            unit.pts = 5_555_555_555L;
            unit.dts = unit.pts;
        }));
        add("time stamps on each tenth frame of sound only", () -> ordinary()
                .frames(number -> number % 10 != 0, unit -> {
                    unit.pts = AccessUnit.NONE;
                    unit.dts = AccessUnit.NONE;
                }));
        add(
                "sound without any time stamp, 0.4 s later",
                () -> Mux.of(Source.h264AndAac(6)).audioLater(0.4).frames(number -> true, unit -> {
                    unit.pts = AccessUnit.NONE;
                    unit.dts = AccessUnit.NONE;
                }));
        add("one picture with a nonsense PTS", () -> ordinary().pictures(number -> number == 200, unit -> {
            unit.pts = 7_777_777_777L;
            unit.timeless = true;
        }));
        add(
                "time stamps on key pictures only",
                () -> ordinary().pictures(number -> number % 60 != 0, unit -> {
                    unit.pts = AccessUnit.NONE;
                    unit.dts = AccessUnit.NONE;
                }),
                Right.all().picturesWithin(0.3).skewOf(-0.032));
    }
}
