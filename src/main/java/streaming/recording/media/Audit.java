package streaming.recording.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import streaming.recording.CannotNow;

/**
 * Looks at the MP4 before anybody else does: ffmpeg also exits 0 after a full disk and after a header that overwrote
 * media, and joins what it could not read by leaving it out.
 */
public final class Audit {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** How far the MP4's duration may be from the timeline of the segments. */
    private static final double SECONDS_OFF = 0.1;

    /**
     * What the MP4 holds.
     *
     * @param seconds rounded to the nearest
     * @param size    bytes
     * @param json    the figures for the report
     */
    public record Figures(long seconds, long size, String json) {
    }

    /**
     * @param probe ffprobe's JSON: streams with codec_type, nb_frames, duration, start_time; format with duration and size
     * @throws CannotNow when the MP4 is not what was joined
     */
    public Figures check(JoinPlan plan, String probe) throws IOException {
        Path mp4 = plan.output();
        if (!Mp4Layout.isFaststart(mp4)) {
            throw new CannotNow("audit: moov does not precede mdat in " + mp4);
        }
        JsonNode found = parse(probe);
        List<JoinPlan.Track> tracks = tracks(found);
        if (!tracks.equals(plan.tracks())) {
            throw new CannotNow("audit: packets in " + plan.tracks() + ", packets out " + tracks);
        }
        double seconds = found.path("format").path("duration").asDouble();
        double expected = (double) plan.ticks() / Ticks.PER_SECOND;
        if (Math.abs(seconds - expected) > SECONDS_OFF) {
            throw new CannotNow("audit: the MP4 lasts " + seconds + " s, its segments " + expected + " s");
        }
        long size = found.path("format").path("size").asLong();
        return new Figures(Math.round(seconds), size, report(plan, found, seconds, size));
    }

    private static JsonNode parse(String probe) {
        try {
            return JSON.readTree(probe);
        } catch (JsonProcessingException e) {
            throw new CannotNow("audit: ffprobe said nothing that can be read", e);
        }
    }

    private static List<JoinPlan.Track> tracks(JsonNode found) {
        List<JoinPlan.Track> tracks = new ArrayList<>();
        for (JsonNode stream : found.path("streams")) {
            tracks.add(new JoinPlan.Track(TrackContent.Kind.valueOf(stream.path("codec_type").asText().toUpperCase(java.util.Locale.ROOT)),
                    stream.path("nb_frames").asLong()));
        }
        return tracks;
    }

    private static String report(JoinPlan plan, JsonNode found, double seconds, long size) {
        ObjectNode report = JSON.createObjectNode();
        report.put("segments", plan.size()).put("duration", seconds).put("size", size);
        ArrayNode tracks = report.putArray("tracks");
        for (int i = 0; i < plan.tracks().size(); i++) {
            tracks.addObject().put("kind", plan.tracks().get(i).kind().name().toLowerCase(java.util.Locale.ROOT))
                    .put("packets_in", plan.tracks().get(i).packets())
                    .put("packets_out", found.path("streams").get(i).path("nb_frames").asLong());
        }
        return report.toString();
    }
}
