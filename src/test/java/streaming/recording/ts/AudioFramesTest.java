package streaming.recording.ts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import streaming.recording.timeline.Ticks;

class AudioFramesTest {
    private static final int SECONDS = 2;

    private static List<Payloads> sounds() {
        return Payloads.all().stream()
                .filter(made -> made.codec().kind() == TrackContent.Kind.AUDIO)
                .toList();
    }

    /** Counts what is given out. */
    private static final class Count implements AudioFrames.Receiver {
        private final AudioFormat format;
        private long frames;
        private long samples;
        private long bytes;
        private int broken;

        Count(AudioFormat format) {
            this.format = format;
        }

        @Override
        public void frame(byte[] b, int at, int length, long pts, AudioFrames.Timing timing) {
            frames++;
            samples += format.samples(b, at);
            bytes += length;
        }

        @Override
        public void broken(int lost) {
            broken += lost;
        }
    }

    @Example
    void frames_samples_and_rate_of_each_codec_are_right() {
        for (Payloads made : sounds()) {
            Count count = new Count(made.codec().framing());
            AudioFrames frames = new AudioFrames(made.codec().framing(), count);
            for (byte[] payload : made.make()) {
                frames.feed(payload, 0, payload.length, Ticks.NONE);
            }
            frames.pause();
            assertThat(frames.rate()).as("%s", made).isEqualTo(48_000);
            assertThat(count.bytes).as("%s", made).isEqualTo(made.joined().length);
            assertThat(count.samples).as("%s", made).isBetween(SECONDS * 48_000L, SECONDS * 48_000L + 3 * 1536);
            assertThat(count.broken).isZero();
            assertThat(frames.descriptions())
                    .as("%s", made)
                    .contains("48000 Hz")
                    .doesNotContain(AudioFrames.THEN);
        }
    }

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void packets_may_be_cut_anywhere(@ForAll long seed) {
        Random random = new Random(seed);
        Payloads made = sounds().get(random.nextInt(sounds().size()));
        Count whole = new Count(made.codec().framing());
        AudioFrames atOnce = new AudioFrames(made.codec().framing(), whole);
        byte[] stream = made.joined();
        atOnce.feed(stream, 0, stream.length, Ticks.NONE);
        atOnce.pause();
        Count count = new Count(made.codec().framing());
        AudioFrames frames = new AudioFrames(made.codec().framing(), count);
        int longest = random.nextInt(1, 4_000);
        for (int at = 0; at < stream.length; ) {
            int end = Math.min(stream.length, at + random.nextInt(1, longest + 1));
            frames.feed(stream, at, end, Ticks.NONE);
            at = end;
        }
        frames.pause();
        assertThat(count.frames)
                .as("%s in packets of up to %s bytes", made, longest)
                .isEqualTo(whole.frames);
        assertThat(count.samples).isEqualTo(whole.samples);
        assertThat(count.broken).isZero();
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void any_bytes_are_walked(@ForAll byte[] bytes, @ForAll long seed) {
        Random random = new Random(seed);
        for (AudioFormat format : AudioFormat.values()) {
            AudioFrames frames = new AudioFrames(format, new Count(format));
            for (int i = 0; i < 5; i++) {
                int from = random.nextInt(bytes.length + 1);
                frames.feed(bytes, from, bytes.length, random.nextInt());
            }
            frames.gap();
            assertThat(frames.frameWaits()).isFalse();
        }
    }
}
