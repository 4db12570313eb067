package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import streaming.recording.join.JoinCommand.Track;
import streaming.recording.join.JoinCommand.Way;
import streaming.recording.ts.TrackContent.Kind;

/** Whatever fails, in whatever order: the ladder ends, repeats nothing, and gives up nothing early. */
class LadderPropertyTest {

    private static final String TEMPLATE = "{probe} -i pipe:0 -map 0:v? -map 0:a? -c copy {tracks} out.mp4";

    @Property(tries = 3000)
    void every_sequence_of_failures_ends_and_no_command_line_is_run_twice(
            @ForAll("plans") List<Track> plan, @ForAll long seed) {
        Random random = new Random(seed);
        Ladder ladder = new Ladder(plan, "stream copy");
        Set<List<String>> run = new HashSet<>();
        boolean another = true;
        while (another) {
            JoinCommand command = ladder.command();
            assertThat(run.add(key(command))).as("run before: %s", command).isTrue();
            assertThat(run.size()).as("rungs").isLessThan(50);
            assertThat(command.outputs()).as("tracks of %s", command).isNotEmpty();
            another = ladder.climb(failure(random, plan.size(), 8, random.nextInt(5) == 0 ? "same" : null));
        }
    }

    @Property(tries = 1000)
    void it_fails_only_when_each_track_was_tried_by_every_means(@ForAll("plans") List<Track> plan, @ForAll long seed) {
        Random random = new Random(seed);
        Ladder ladder = new Ladder(plan, "stream copy");
        List<JoinCommand> run = new ArrayList<>(List.of(ladder.command()));
        while (ladder.climb(failure(random, plan.size(), 0, null))) {
            run.add(ladder.command());
        }
        assertThat(ladder.doubt()).isNull();
        assertThat(run).as("longer probing").anyMatch(JoinCommand::probesLong);
        assertThat(ladder.command().outputs()).as("tracks of the last command").hasSize(1);
        for (int i = 0; i < plan.size(); i++) {
            int index = i;
            if (plan.get(i).kind() == Kind.AUDIO) {
                assertThat(run)
                        .as("track %s encoded", i)
                        .anyMatch(command -> command.tracks().get(index).way() == Way.ENCODE);
            }
        }
    }

    @Property(tries = 1000)
    void two_commands_that_agree_are_believed_before_a_track_is_left_out(@ForAll("plans") List<Track> plan) {
        Ladder ladder = new Ladder(plan, "stream copy");
        int video = plan.stream().map(Track::kind).toList().indexOf(Kind.VIDEO);
        boolean another = true;
        for (int i = 0; another && i < 50; i++) {
            another = ladder.climb(new Ladder.Failure(
                    "audit: one picture more", video < 0 ? Set.of() : Set.of(video), Set.of(), "outcome"));
        }
        assertThat(ladder.doubt()).isEqualTo("audit: one picture more");
        assertThat(ladder.command().tracks()).noneMatch(track -> track.way() == Way.LEFT_OUT);
    }

    private static Ladder.Failure failure(Random random, int tracks, int oneInSoManyEmpty, String outcome) {
        Set<Integer> blamed = new HashSet<>();
        Set<Integer> empty = new HashSet<>();
        for (int i = 0; i < tracks; i++) {
            if (random.nextInt(4) == 0) {
                blamed.add(i);
            }
            if (oneInSoManyEmpty > 0 && random.nextInt(oneInSoManyEmpty) == 0) {
                empty.add(i);
            }
        }
        return new Ladder.Failure("refused", blamed, empty, outcome);
    }

    /** What is merged before ffmpeg reads it does not show in the arguments. */
    private static List<String> key(JoinCommand command) {
        List<String> key = new ArrayList<>(command.arguments(TEMPLATE));
        key.add(command.outputs().toString());
        return key;
    }

    @Provide
    Arbitrary<List<Track>> plans() {
        Arbitrary<Integer> videos = Arbitraries.integers().between(0, 2);
        Arbitrary<Integer> audios = Arbitraries.integers().between(0, 4);
        Arbitrary<Integer> merged = Arbitraries.integers().between(0, 3);
        return Combinators.combine(videos, audios, merged, Arbitraries.randomValue(random -> random))
                .as((video, audio, together, random) -> {
                    List<Track> plan = new ArrayList<>();
                    for (int i = 0; i < video; i++) {
                        plan.add(new Track(Kind.VIDEO, "hevc", random.nextBoolean() ? Way.HVC1 : Way.COPY, i));
                    }
                    for (int i = 0; i < audio; i++) {
                        boolean follows = together > 1 && i < together;
                        plan.add(new Track(
                                Kind.AUDIO,
                                "aac",
                                follows || random.nextBoolean() ? Way.ENCODE : Way.COPY,
                                follows ? video : plan.size()));
                    }
                    return plan.isEmpty() ? List.of(new Track(Kind.VIDEO, "h264", Way.COPY, 0)) : List.copyOf(plan);
                });
    }
}
