package streaming.recording.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static streaming.recording.timeline.TimedBroadcast.AUDIO;
import static streaming.recording.timeline.TimedBroadcast.FRAME;
import static streaming.recording.timeline.TimedBroadcast.SECOND;
import static streaming.recording.timeline.TimedBroadcast.VIDEO;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever happens to the clocks of a broadcast, it is placed as it was published. */
class TimelinePropertyTest {
    /** Of distances between sound and picture, and of lengths at each border that was moved. */
    private static final long TOLERANCE = 30 * 90;

    @Property(tries = 10_000)
    void sound_and_picture_keep_their_distance_and_nothing_is_lost_or_added(@ForAll long seed) {
        Random random = new Random(seed);
        long skew = random.nextInt(4) == 0
                ? 0
                : (long) (random.nextDouble() * 5 * SECOND) * (random.nextInt(5) == 0 ? -1 : 1);
        int seconds = 18 + 2 * random.nextInt(8);
        // both tracks have begun, wherever they lie in the file
        int began = 2 + (int) (Math.abs(skew) / (2 * SECOND));
        StringBuilder story = new StringBuilder("skew " + skew + " seconds " + seconds);
        long main = clock(random);
        TimedBroadcast broadcast = new TimedBroadcast(0, seconds, skew, main, true);
        long tolerance = TOLERANCE;
        long added = 0;
        // a gap of less than a tenth of a second has no name
        long slack = 8 * FRAME + Math.abs(skew);
        int kind = random.nextInt(6);
        boolean slateWithSound = random.nextBoolean();
        if (kind == 2 && (slateWithSound || skew < 0)) {
            // sound that was multiplexed to the other side of the slate than its picture has no place any more
            skew = 0;
            broadcast = new TimedBroadcast(0, seconds, 0, main, true);
        }
        switch (kind) {
            case 0 -> {}
            case 1 -> {
                boolean border = random.nextBoolean();
                long at = border
                        ? 2 * SECOND * (began + random.nextInt(seconds / 2 - began - 1)) + 2 * FRAME
                        : (long) ((2 * began + random.nextDouble() * (seconds - 4 - 2 * began)) * SECOND);
                long jump = jump(random);
                // so little is made up for by the next units, which are put close together
                tolerance = jump < 0 && jump > -SECOND / 4 ? Math.max(TOLERANCE, -jump) : TOLERANCE;
                broadcast.jump(at, jump, -1);
                boolean told = border && random.nextBoolean();
                broadcast.segments.get((int) (at / (2 * SECOND))).told = told;
                story.append(" jump ").append(jump).append(" at ").append(at).append(told ? " told" : "");
            }
            case 2 -> {
                int length = random.nextBoolean() ? 1 : 3;
                boolean sound = slateWithSound;
                long clock = slateClock(random, main);
                broadcast.insert(
                        began + random.nextInt(broadcast.segments.size() - began - 2),
                        new TimedBroadcast(1, 2 * length, 0, clock, sound));
                added += 2 * length * SECOND;
                slack += TimedBroadcast.PACKET;
                story.append(" slate ")
                        .append(length)
                        .append(sound ? " with sound " : " ")
                        .append(clock);
            }
            case 3 -> {
                int track = random.nextInt(2);
                int from = 2 + random.nextInt(broadcast.segments.size() - 5);
                broadcast.without(track, from, from + 1 + random.nextInt(3));
                story.append(" without ").append(track).append(" from ").append(from);
            }
            case 4 -> {
                int to = broadcast.segments.size() - random.nextInt(2);
                int from = to - 1 - random.nextInt(3);
                broadcast.repeat(from, to);
                story.append(" repeat ").append(from).append(" to ").append(to);
            }
            default -> {
                broadcast.lose(3 + random.nextInt(broadcast.segments.size() - 5));
                slack += SECOND;
                story.append(" lost a segment");
            }
        }
        Arranged arranged = new Arranged(broadcast, random.nextInt(4) > 0);

        long named = kind == 1 || kind == 2
                ? arranged.timeline().commonGaps().stream()
                        .mapToLong(Gap::length)
                        .sum()
                : 0;
        added += named;

        assertThat(arranged.given()).as("%s: %s", story, arranged).isEqualTo(arranged.published());
        assertThat(arranged.inOrder()).as("%s: %s", story, arranged).isTrue();
        assertThat(arranged.apart()).as("%s: %s", story, arranged).isLessThanOrEqualTo(tolerance);
        assertThat(arranged.length())
                .as("%s: %s", story, arranged)
                .isBetween(seconds * SECOND + added - slack, seconds * SECOND + added + slack);
    }

    @Property(tries = 2_000)
    void a_clock_that_is_wrong_in_one_track_alone_moves_that_track_alone(@ForAll long seed) {
        Random random = new Random(seed);
        long skew = (long) (random.nextDouble() * SECOND);
        int track = random.nextBoolean() ? VIDEO : AUDIO;
        long jump = (8 * SECOND + (long) (random.nextDouble() * 30_000 * SECOND)) * (random.nextBoolean() ? 1 : -1);
        long at = (long) (3 * SECOND + random.nextDouble() * 10 * SECOND);
        Arranged arranged =
                new Arranged(new TimedBroadcast(0, 20, skew, clock(random), true).jump(at, jump, track), true);

        assertThat(arranged.given()).isEqualTo(arranged.published());
        assertThat(arranged.apart())
                .as("skew %s track %s jump %s at %s: %s", skew, track, jump, at, arranged)
                .isLessThanOrEqualTo(2 * TOLERANCE);
        assertThat(arranged.length()).isBetween(20 * SECOND - 4 * FRAME, 20 * SECOND + 4 * FRAME + skew);
    }

    @Property(tries = 2_000)
    void a_track_that_was_away_while_the_clock_jumped_comes_back_beside_the_other(@ForAll long seed) {
        Random random = new Random(seed);
        long skew = (long) (random.nextDouble() * SECOND);
        int track = random.nextBoolean() ? VIDEO : AUDIO;
        long jump = jump(random);
        int from = 2 + random.nextInt(2);
        long at = 2 * SECOND * (from + 2) + (long) (random.nextDouble() * SECOND);
        boolean uploads = random.nextBoolean();
        Arranged arranged = new Arranged(
                new TimedBroadcast(0, 20, skew, clock(random), true)
                        .jump(at, jump, -1)
                        .without(track, from, from + 4),
                uploads);

        assertThat(arranged.given()).isEqualTo(arranged.published());
        assertThat(arranged.inOrder()).isTrue();
        assertThat(arranged.apart())
                .as("skew %s without %s from %s jump %s at %s %s: %s", skew, track, from, jump, at, uploads, arranged)
                .isLessThanOrEqualTo(jump < 0 && jump > -SECOND / 4 ? Math.max(TOLERANCE, -jump) : TOLERANCE);
    }

    @Property(tries = 2_000)
    void a_jump_near_a_slate_moves_no_sound_that_was_multiplexed_late(@ForAll long seed) {
        Random random = new Random(seed);
        long skew = random.nextInt(4) == 0 ? 0 : (long) (random.nextDouble() * 5 * SECOND);
        long main = clock(random);
        int before = 3 + random.nextInt(4);
        long border = 2 * SECOND * before + 2 * FRAME;
        // of a single picture between a jump and a slate it cannot be told whether it is of a clock at all
        long away = 2 * FRAME + (long) (random.nextDouble() * 1.8 * SECOND);
        long at = random.nextInt(3) == 0 ? border : random.nextBoolean() ? border + away : border - away;
        long size = SECOND / 2 + (long) (random.nextDouble() * 40_000 * SECOND);
        long jump = random.nextBoolean() ? size : -size;
        Arranged arranged = new Arranged(
                new TimedBroadcast(0, 24, skew, main, true)
                        .jump(at, jump, -1)
                        .insert(
                                before,
                                new TimedBroadcast(1, 2 * (1 + random.nextInt(3)), 0, main + 50_000 * SECOND, false)),
                true);

        assertThat(arranged.given()).isEqualTo(arranged.published());
        assertThat(arranged.inOrder()).isTrue();
        assertThat(arranged.apart())
                .as("skew %s jump %s at %s slate before %s: %s", skew, jump, at, before, arranged)
                .isLessThanOrEqualTo(TOLERANCE);
    }

    @Property(tries = 2_000)
    void sound_that_was_away_comes_back_where_it_was_due_however_far_from_its_pictures_it_lies_in_the_file(
            @ForAll long seed) {
        Random random = new Random(seed);
        long skew = (long) ((random.nextDouble() * 10 - 5) * SECOND);
        int from = 1 + random.nextInt(3);
        int to = from + 1 + random.nextInt(4);
        TimedBroadcast broadcast = new TimedBroadcast(0, 20, skew, clock(random), true);
        // by its content: it is away for the same time, wherever it lies
        broadcast.segments.forEach(segment -> segment.units.removeIf(unit ->
                unit.track() == AUDIO && unit.content() >= 2 * SECOND * from && unit.content() < 2 * SECOND * to));
        Arranged arranged = new Arranged(broadcast, random.nextBoolean());

        assertThat(arranged.given()).isEqualTo(arranged.published());
        assertThat(arranged.moved(AUDIO))
                .as("skew %s from %s to %s: %s", skew, from, to, arranged)
                .isLessThanOrEqualTo(TOLERANCE);
        assertThat(arranged.apart()).isLessThanOrEqualTo(TOLERANCE);
    }

    @Property(tries = 2_000)
    void a_slate_is_put_in_where_the_broadcast_was_left_though_its_pictures_were_away(@ForAll long seed) {
        Random random = new Random(seed);
        long skew = (long) (random.nextDouble() * 1.5 * SECOND);
        int before = 3 + random.nextInt(4);
        int length = 2 * (1 + random.nextInt(3));
        int away = random.nextInt(3);
        long main = clock(random);
        TimedBroadcast broadcast = new TimedBroadcast(0, 22, skew, main, true)
                .without(VIDEO, before - away, before)
                .insert(before, new TimedBroadcast(1, length, 0, slateClock(random, main), false));
        Arranged arranged = new Arranged(broadcast, true);

        assertThat(arranged.given()).isEqualTo(arranged.published());
        // sound right before the slate has no pictures when they were away: only those behind it are near
        assertThat(away > 0 ? 0 : arranged.apart())
                .as("skew %s before %s: %s", skew, before, arranged)
                .isLessThanOrEqualTo(TOLERANCE);
        assertThat(arranged.length())
                .as("skew %s away %s before %s: %s", skew, away, before, arranged)
                .isBetween((22 + length) * SECOND - 8 * FRAME, (22 + length) * SECOND + 8 * FRAME + skew);
    }

    @Property(tries = 1_000)
    void a_track_that_vanishes_behind_the_first_units_comes_back_where_it_was_due(@ForAll long seed) {
        Random random = new Random(seed);
        long skew = (long) (random.nextDouble() * SECOND);
        int track = random.nextBoolean() ? VIDEO : AUDIO;
        int to = 2 + random.nextInt(4);
        TimedBroadcast broadcast = new TimedBroadcast(0, 20, skew, clock(random), true).without(track, 1, to);
        // no key pictures: the segment goes on until there is one
        for (int i = 1; track == VIDEO && i < to; i++) {
            broadcast.segments.get(0).units.addAll(broadcast.segments.remove(1).units);
        }
        Arranged arranged = new Arranged(broadcast, random.nextBoolean());

        assertThat(arranged.given()).isEqualTo(arranged.published());
        assertThat(arranged.apart())
                .as("skew %s without %s to %s: %s", skew, track, to, arranged)
                .isLessThanOrEqualTo(TOLERANCE);
        assertThat(arranged.moved(track)).isLessThanOrEqualTo(TOLERANCE);
    }

    @Property(tries = 2_000)
    void any_time_stamps_at_all_give_times_that_grow(@ForAll long seed) {
        Random random = new Random(seed);
        TimedBroadcast broadcast = new TimedBroadcast(0, 12, 0, clock(random), true);
        for (TimedBroadcast.Segment segment : broadcast.segments) {
            segment.units.replaceAll(unit -> random.nextInt(3) > 0
                    ? unit
                    : TimedBroadcast.moved(unit, (long) (random.nextGaussian() * Math.pow(10, random.nextInt(10)))));
            segment.told = random.nextInt(10) == 0;
        }
        Arranged arranged = new Arranged(broadcast, random.nextBoolean());

        assertThat(arranged.given()).isEqualTo(arranged.published());
        assertThat(arranged.inOrder()).isTrue();
    }

    private static long clock(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> Ticks.WRAP - (long) (random.nextDouble() * 30 * SECOND);
            default -> (long) (random.nextDouble() * Ticks.WRAP);
        };
    }

    /** Not where the clock of the broadcast is by chance: then nothing tells them apart. */
    private static long slateClock(Random random, long main) {
        long clock = clock(random);
        return Math.abs(Ticks.between(main, clock)) < 200 * SECOND ? clock + 500 * SECOND : clock;
    }

    private static long jump(Random random) {
        long size = (long) (36 * 90 * Math.pow(10, random.nextDouble() * Math.log10(26 * 3_600 / 0.036)));
        return random.nextBoolean() ? size : -size;
    }
}
