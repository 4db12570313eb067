package streaming.recording.media;

import streaming.recording.timeline.Ticks;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Looks at the MP4 before anybody else does: ffmpeg also exits 0 after a full disk and after a header that overwrote
 * media, and joins what it could not read by leaving it out.
 */
public final class Audit {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** How far the MP4's duration may be from the timeline of the segments; encoding audio again pads a frame at each end. */
    private static final double SECONDS_OFF = 0.1;

    /**
     * What the MP4 holds.
     *
     * @param seconds of its longest track
     * @param size    bytes
     * @param packets of each track, in its order
     */
    public record Figures(double seconds, long size, List<Long> packets) {

        /** Rounded to the nearest second. */
        public long duration() {
            return Math.round(seconds);
        }
    }

    /**
     * @param probe ffprobe's JSON: streams with codec_type, nb_frames, duration, start_time; format with duration
     * @throws AuditFailed when the MP4 is not what was joined
     */
    public Figures check(Join join, String probe) throws IOException {
        if (!Mp4Layout.isFaststart(join.audited(), join.length())) {
            throw new AuditFailed("moov does not precede mdat in " + join.audited());
        }
        JsonNode found = parse(probe);
        JoinResult given = join.result();
        List<String> in = given.tracks().stream().filter(track -> track.packets() > 0)
                .map(track -> told(track.kind().name(), track.packets(), join)).sorted().toList();
        List<String> out = new ArrayList<>();
        List<Long> packets = new ArrayList<>();
        for (JsonNode stream : found.path("streams")) {
            packets.add(stream.path("nb_frames").asLong());
            out.add(told(stream.path("codec_type").asText(), stream.path("nb_frames").asLong(), join));
        }
        if (!in.equals(out.stream().sorted().toList())) {
            throw new AuditFailed("packets in " + in + ", packets out " + out);
        }
        double seconds = found.path("format").path("duration").asDouble();
        double expected = (double) given.length() / Ticks.PER_SECOND;
        // ffmpeg ends a track with the length that its last packet says of itself, which of a slow picture is too short
        double shortest = expected - (double) given.last() / Ticks.PER_SECOND;
        if (seconds < shortest - SECONDS_OFF || seconds > expected + SECONDS_OFF) {
            throw new AuditFailed("the MP4 lasts " + seconds + " s, its segments " + expected + " s");
        }
        return new Figures(seconds, join.length(), packets);
    }

    /** Audio that is encoded again has other packets than its source; that it is there is what can be said. */
    private static String told(String kind, long packets, Join join) {
        boolean counted = !(join.encodesAudio() && kind.equalsIgnoreCase("audio"));
        return kind.toLowerCase(Locale.ROOT) + (counted ? " " + packets : "");
    }

    private static JsonNode parse(String probe) {
        try {
            return JSON.readTree(probe);
        } catch (JsonProcessingException e) {
            throw new AuditFailed("ffprobe said nothing that can be read", e);
        }
    }
}
