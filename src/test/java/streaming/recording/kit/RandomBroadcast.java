package streaming.recording.kit;

import static streaming.recording.kit.Track.Kind.AUDIO;
import static streaming.recording.kit.Track.Kind.VIDEO;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;

/** A broadcast by a seed: skew, jumps, slates, tracks that vanish, repeats and losses, as many as fall upon it. */
final class RandomBroadcast {
    private static final double DAY = 93_600;

    private final Random random;
    private final List<String> deeds = new ArrayList<>();
    private final int seconds;
    private final Mux mux;
    private boolean loses;
    private double unnamed;

    RandomBroadcast(long seed) {
        random = new Random(new SplittableRandom(seed).nextLong());
        seconds = 12 + 2 * random.nextInt(4);
        boolean withB = random.nextInt(4) > 0;
        mux = Mux.of(
                Source.h264(20, "30", withB ? "" : "-bf 0").with(Source.aac(20)).first(seconds));
        deeds.add("seed " + seed + ": " + seconds + " s" + (withB ? "" : " without B pictures"));
        double skew = random.nextInt(3) == 0 ? 0 : random.nextInt(3) == 0 ? between(-5, 5) : between(0.3, 1);
        if (skew != 0) {
            said("sound %.2f s later in the file", skew);
            mux.audioLater(skew);
        }
        clock();
        vanish();
        if (random.nextInt(3) == 0) {
            slate(skew);
        }
        if (random.nextInt(5) == 0) {
            int from = Math.max(0, mux.cut().size() - 1 - random.nextInt(3));
            said("segments from %d on once more", from);
            mux.repeated(from, mux.cut().size());
        } else if (random.nextInt(4) == 0) {
            loses = true;
            int segment = random.nextInt(Math.max(1, mux.cut().size() - 1));
            int from = random.nextInt(60);
            int packets = 1 + random.nextInt(60);
            said("segment %d loses %d packets from %d on", segment, packets, from);
            mux.loses(segment, from, packets);
        }
    }

    Mux mux() {
        return mux;
    }

    /** What is right of it. */
    Right right() {
        Right right = Right.all().longerBy(unnamed);
        return loses ? right.extraUnits() : right;
    }

    @Override
    public String toString() {
        return String.join(", ", deeds);
    }

    private void clock() {
        if (random.nextInt(4) == 0) {
            double wrap = between(1, seconds - 1);
            said("clock wraps at %.3f s", wrap);
            mux.clockWraps(wrap);
        } else if (random.nextBoolean()) {
            mux.clockStartsAt(between(1, 90_000));
        }
        for (int jumps = random.nextInt(3); jumps > 0; jumps--) {
            double at = random.nextBoolean() ? 2 + 2 * random.nextInt(seconds / 2 - 1) : between(1, seconds - 1);
            double by = Math.exp(between(Math.log(0.036), Math.log(DAY))) * (random.nextBoolean() ? 1 : -1);
            said("clock jumps by %.3f s at %.3f s", by, at);
            mux.clockJumps(at, by);
            unnamed += by > 0 && by < 0.1 ? by : 0;
        }
    }

    private void vanish() {
        if (random.nextInt(3) == 0) {
            Track.Kind kind = random.nextInt(3) == 0 ? VIDEO : AUDIO;
            double from = 2 * random.nextInt(seconds / 2 - 2);
            double to = random.nextInt(6) == 0 ? 99 : from + 2 * (1 + random.nextInt(3));
            said("no " + kind + " from %.0f to %.0f s", from, to);
            mux.without(kind, from, to);
        }
    }

    /**
     * With sound only where the sound of the broadcast lies beside its pictures: what is right is not defined
     * otherwise.
     */
    private void slate(double skew) {
        boolean sound = skew == 0 && random.nextBoolean();
        int length = 2 * (1 + random.nextInt(3));
        int before = Math.min(
                mux.cut().size() - 1, 1 + random.nextInt(Math.max(1, mux.cut().size() - 1)));
        double clock = between(0, 95_000);
        Source pictures = Source.h264(6, "30", "-vf negate");
        said(
                "slate of " + length + (sound ? " s with" : " s without") + " sound before segment %d at clock %.3f s",
                before,
                clock);
        mux.slate(
                before,
                (sound ? pictures.with(Source.sound("aac", "aac", 6, "-af volume=0.5")) : pictures).first(length),
                clock);
    }

    private double between(double least, double most) {
        return Math.round((least + random.nextDouble() * (most - least)) * 1000) / 1000.0;
    }

    private void said(String format, Object... values) {
        deeds.add(String.format(Locale.ROOT, format, values));
    }
}
