package streaming.recording.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OverlapsTest {

    @Property
    void those_are_found_that_have_some_of_the_time(@ForAll("gaps") List<Gap> gaps, @ForAll("gaps") List<Gap> asked) {
        Overlaps overlaps = new Overlaps(gaps.stream());

        for (Gap gap : asked) {
            assertThat(overlaps.over(gap))
                    .containsExactlyElementsOf(gaps.stream()
                            .sorted(Comparator.comparingLong(Gap::from))
                            .filter(other -> Math.min(gap.to(), other.to()) > Math.max(gap.from(), other.from()))
                            .toList());
        }
    }

    @Provide
    Arbitrary<List<Gap>> gaps() {
        return Combinators.combine(
                        Arbitraries.longs().between(-50, 50),
                        Arbitraries.longs().between(1, 20))
                .as((from, length) -> new Gap(0, from, length, true, 0, 1))
                .list()
                .ofMaxSize(30);
    }
}
