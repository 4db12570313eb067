package streaming.recording.ts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import streaming.recording.join.Broadcast;
import streaming.recording.join.Injury;
import streaming.recording.timeline.Ticks;

public class SegmentReaderPropertyTest {
    /** A flipped bit can make a picture of what was a message; ffmpeg counts it too. */
    public static final int FLIPPED = 2;

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void any_bytes_are_read_or_refused(@ForAll byte[] bytes) throws IOException {
        try {
            SegmentReader.read(new ByteArrayInputStream(bytes));
        } catch (NotTransportStream refused) {
            assertThat(refused).hasMessageMatching(".{5,}");
        }
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void random_transport_packets_are_read_or_refused(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] bytes = new byte[188 * random.nextInt(1, 60)];
        random.nextBytes(bytes);
        for (int at = 0; at < bytes.length; at += 188) {
            bytes[at] = 0x47;
            bytes[at + 1] &= 0x41;
            bytes[at + 2] &= 3;
        }
        any_bytes_are_read_or_refused(bytes);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void damage_never_adds_media(@ForAll("damagedSegments") byte[] bytes) throws Exception {
        SegmentContent healthy = SegmentReader.read(Broadcast.of(6).make().get(1));
        try {
            SegmentContent content = SegmentReader.read(new ByteArrayInputStream(bytes));
            for (TrackContent track : content.tracks()) {
                TrackContent source = healthy.tracks().get(track.kind() == TrackContent.Kind.VIDEO ? 0 : 1);
                assertThat(track.accessUnits()).as("%s", content).isLessThanOrEqualTo(source.accessUnits() + FLIPPED);
                assertThat(track.length())
                        .as("%s", content)
                        .isLessThanOrEqualTo(source.length() + Ticks.PER_SECOND / 2);
            }
        } catch (NotTransportStream refused) {
            assertThat(refused).hasMessageMatching(".{5,}");
        }
    }

    @Provide
    Arbitrary<byte[]> damagedSegments() {
        return Arbitraries.randomValue(random -> {
            try {
                return new Injury(random, 200_000)
                        .applyTo(Files.readAllBytes(Broadcast.of(6).make().get(1)));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }
}
