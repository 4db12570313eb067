package streaming.recording.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import streaming.recording.mp4.Mp4;
import streaming.recording.timeline.GapPolicy;

/**
 * A hundred broadcasts with B-frames, each damaged in its own way; expectations come from the MP4 of the undamaged one.
 */
class DamagedBroadcastTest {
    private static final int CASES = Integer.getInteger("cases", 50);
    private static final long AUDIO_FRAME = 1920;
    private static final int MOST_LOST_PER_SEGMENT = 10;

    @TempDir
    Path folder;

    @Test
    void fifty_damaged_broadcasts_are_joined_in_sync() {
        Broadcast broadcast = Broadcast.of(20);
        Mp4 source = Mp4.ofPlainPipe(broadcast.make());
        List<String> failures = IntStream.range(0, CASES)
                .parallel()
                .mapToObj(seed -> failure(seed, broadcast, source))
                .filter(failure -> !failure.isEmpty())
                .toList();
        assertThat(failures).isEmpty();
    }

    private String failure(int seed, Broadcast broadcast, Mp4 source) {
        Random random = new Random(seed);
        try {
            List<JoinSegment> segments = new ArrayList<>();
            int damaged = 0;
            int number = 0;
            for (Path file : broadcast.make()) {
                boolean hit = random.nextInt(6) == 0 || number == seed % 10;
                if (!hit) {
                    segments.add(new JoinSegment(file, false));
                } else if (random.nextInt(7) == 0) {
                    segments.add(new JoinSegment(file, false));
                    segments.add(new JoinSegment(file, false));
                } else {
                    damaged++;
                    Path copy = folder.resolve(seed + "-" + number + ".ts");
                    Files.write(copy, new Injury(random, 1_500).applyTo(Files.readAllBytes(file)));
                    segments.add(new JoinSegment(copy, false));
                }
                number++;
            }
            NormalisedStream stream = NormalisedStream.open(segments, GapPolicy.KEEP);
            Mp4 ours = Mp4.ofNormalised(stream);
            String failure = judge(source, ours, stream.result(), damaged);
            return failure.isEmpty() ? "" : "seed " + seed + ": " + failure + " " + stream.result();
        } catch (IOException e) {
            return "seed " + seed + ": " + e;
        }
    }

    private static String judge(Mp4 source, Mp4 ours, JoinResult result, int damaged) {
        if (ours.outcome().exit() != 0) {
            return "ffmpeg exit " + ours.outcome().exit() + " " + ours.outcome().err();
        }
        long packets = ours.packets().size();
        if (packets != result.packets()) {
            return packets + " packets in the MP4, " + result.packets() + " given out";
        }
        int lost = source.of("video").size() - ours.of("video").size();
        if (lost < 0 || lost > damaged * MOST_LOST_PER_SEGMENT) {
            return lost + " video packets lost in " + damaged + " damaged segments";
        }
        Map<String, Long> times = new HashMap<>();
        for (Mp4.Packet packet : source.packets()) {
            times.merge(packet.hash() + packet.size(), packet.pts(), (a, b) -> Long.MIN_VALUE);
        }
        List<Mp4.Packet> moved = new ArrayList<>();
        for (Mp4.Packet packet : ours.packets()) {
            Long there = times.get(packet.hash() + packet.size());
            if (there != null && there != Long.MIN_VALUE && Math.abs(packet.pts() - there) > AUDIO_FRAME) {
                moved.add(packet);
            }
        }
        // The presentation time of a picture may be flipped by so little that it looks true; all others must be where
        // they were.
        boolean flipped = moved.size() <= damaged
                && moved.stream().allMatch(packet -> packet.kind().equals("video"));
        return moved.isEmpty() || flipped ? "" : "moved: " + moved;
    }
}
