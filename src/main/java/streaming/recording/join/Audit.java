package streaming.recording.join;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import streaming.recording.mp4.Mp4Layout;
import streaming.recording.timeline.Ticks;
import streaming.recording.ts.AudioFormat;

/**
 * Looks at the MP4 before anybody else does: ffmpeg also exits 0 after a full disk and after a header that overwrote
 * media, and joins what it could not read by leaving it out.
 */
public final class Audit {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** How far the MP4's duration may be from the timeline of the segments. */
    private static final double SECONDS_OFF = 0.1;
    /** Two AAC frames of 1024 samples at 48 kHz, seconds. */
    private static final double PADDING = 0.043;
    /** Sound in one PES packet, as muxers send it, seconds. */
    private static final double LONGEST_PES = 0.5;

    /**
     * What the MP4 holds.
     *
     * @param seconds of its longest track
     * @param size bytes
     * @param packets of each track, in its order
     */
    public record Figures(double seconds, long size, List<Long> packets) {

        /** Packets of all tracks. */
        long units() {
            return packets.stream().mapToLong(Long::longValue).sum();
        }

        /** Rounded to the nearest second. */
        public long duration() {
            return Math.round(seconds);
        }
    }

    /** Judges the MP4 of an attempt by {@link #check}, and enters what it holds. */
    public void judge(Finish finish, String probe) throws IOException {
        finish.audited(check(finish.join(), probe));
    }

    /**
     * ffmpeg failed, and left a file: the join knows of it when it can be played.
     *
     * @param probe ffprobe's JSON, as for {@link #check}
     */
    public void look(Finish finish, String probe) throws IOException {
        Join join = finish.join();
        JsonNode found = parse(probe);
        List<Long> packets = new ArrayList<>();
        found.path("streams")
                .forEach(stream -> packets.add(stream.path("nb_frames").asLong()));
        boolean whole = packets.size() == join.command().outputs().size() && !packets.contains(0L);
        if (whole && Mp4Layout.isFaststart(join.output(), join.length())) {
            join.left(new Figures(seconds(found), join.length(), packets));
        }
    }

    /**
     * Compares each track of the MP4 with what the join's present command promises: a copied one has exactly the
     * packets that were given, an encoded one begins and ends where its source does, and has as much sound.
     *
     * @param probe ffprobe's JSON: streams with codec_type, nb_frames, duration, start_time
     * @throws AuditFailed when the MP4 is not what was joined
     */
    Figures check(Join join, String probe) throws IOException {
        if (!Mp4Layout.isFaststart(join.audited(), join.length())) {
            throw new AuditFailed("moov does not precede mdat in " + join.audited());
        }
        JsonNode found = parse(probe);
        JoinResult given = join.result();
        List<JoinCommand.Output> outputs = join.outputs();
        List<String> in = outputs.stream().map(output -> told(output, given)).toList();
        List<String> out = new ArrayList<>();
        List<Long> packets = new ArrayList<>();
        Set<Integer> differing = new HashSet<>();
        for (JsonNode stream : found.path("streams")) {
            int nth = out.size();
            JoinCommand.Output output = nth < outputs.size() ? outputs.get(nth) : null;
            packets.add(stream.path("nb_frames").asLong());
            out.add(stream.path("codec_type").asText()
                    + (output != null && output.encoded()
                            ? span(
                                    stream.path("start_time").asDouble(),
                                    stream.path("start_time").asDouble()
                                            + stream.path("duration").asDouble(),
                                    EncodedSound.lasting(
                                            stream.path("nb_frames").asLong()))
                            : " " + stream.path("nb_frames").asLong()));
            if (output != null && !isAsGiven(output, stream, given)) {
                differing.addAll(output.members());
            }
        }
        double seconds = seconds(found);
        Figures figures = new Figures(seconds, join.length(), packets);
        if (!differing.isEmpty() || out.size() != outputs.size()) {
            boolean playable = out.size() == outputs.size() && figures.units() > 0;
            throw new AuditFailed("packets in " + in + ", packets out " + out, differing, playable ? figures : null);
        }
        double expected = (double) join.timeline(given) / Ticks.PER_SECOND;
        // ffmpeg ends a track with the length that its last packet says of itself, which of a slow picture is too short
        double shortest = expected - (double) given.last() / Ticks.PER_SECOND;
        if (seconds < shortest - SECONDS_OFF || seconds > expected + SECONDS_OFF) {
            throw new AuditFailed(
                    "the MP4 lasts " + seconds + " s, its segments " + expected + " s", Set.of(), figures);
        }
        for (JoinResult.Change change : given.changes()) {
            if (join.command().tracks().get(change.track()).way() == JoinCommand.Way.HVC1) {
                throw new AuditFailed(
                        "the parameter sets of HEVC change in "
                                + join.segments().get(change.segment()).objectKey(),
                        Set.of(change.track()),
                        null);
            }
        }
        return figures;
    }

    /**
     * From the first track that begins to the last one that ends; ffprobe, which decodes nothing, says it of tracks
     * only.
     */
    private static double seconds(JsonNode found) {
        double start = Double.MAX_VALUE;
        double end = 0;
        for (JsonNode stream : found.path("streams")) {
            double begins = stream.path("start_time").asDouble();
            start = Math.min(start, begins);
            end = Math.max(end, begins + stream.path("duration").asDouble());
        }
        return Math.max(0, end - start);
    }

    private static boolean isAsGiven(JoinCommand.Output output, JsonNode stream, JoinResult given) {
        boolean kind = stream.path("codec_type")
                .asText()
                .equalsIgnoreCase(output.kind().name());
        if (!output.encoded()) {
            return kind
                    && stream.path("nb_frames").asLong()
                            == given.tracks().get(output.members().get(0)).packets();
        }
        double start = stream.path("start_time").asDouble();
        double end = start + stream.path("duration").asDouble();
        return kind
                && Math.abs(start - start(output, given)) <= SECONDS_OFF + PADDING
                && Math.abs(end - end(output, given)) <= SECONDS_OFF + PADDING + vague(output, given)
                && EncodedSound.of(output, given)
                        .isWhole(stream.path("nb_frames").asLong());
    }

    /**
     * How far the end of a track may be from what is known of it: of a codec whose frames are not read, by the last PES
     * packet.
     */
    private static double vague(JoinCommand.Output output, JoinResult given) {
        return output.members().stream()
                        .anyMatch(index ->
                                AudioFormat.of(given.tracks().get(index).codec()) == null)
                ? LONGEST_PES
                : 0;
    }

    private static String told(JoinCommand.Output output, JoinResult given) {
        return output.kind().name().toLowerCase(Locale.ROOT)
                + (output.encoded()
                        ? span(
                                start(output, given),
                                end(output, given),
                                EncodedSound.of(output, given).seconds())
                        : " " + given.tracks().get(output.members().get(0)).packets());
    }

    private static String span(double start, double end, double sound) {
        return String.format(Locale.ROOT, " %.2f to %.2f s, %.2f s of sound", start, end, sound);
    }

    private static double start(JoinCommand.Output output, JoinResult given) {
        return output.members().stream()
                        .mapToLong(index -> given.tracks().get(index).start())
                        .min()
                        .orElse(0)
                / (double) Ticks.PER_SECOND;
    }

    private static double end(JoinCommand.Output output, JoinResult given) {
        return output.members().stream()
                        .mapToLong(index -> given.tracks().get(index).end())
                        .max()
                        .orElse(0)
                / (double) Ticks.PER_SECOND;
    }

    private static JsonNode parse(String probe) {
        try {
            return JSON.readTree(probe);
        } catch (JsonProcessingException e) {
            throw new AuditFailed("ffprobe said nothing that can be read", e);
        }
    }
}
