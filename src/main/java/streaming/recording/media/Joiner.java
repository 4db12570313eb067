package streaming.recording.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import streaming.recording.CannotEver;

/** Prepares the join of an ended recording: its order, what must come out of it, and the operator's record of both. */
public final class Joiner {

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Path workFolder;
    private final Duration timeout;

    /** @param timeout of ffmpeg; null lets it grow with the bytes: 1 min and 1 s more for each 20 MB */
    public Joiner(Path workFolder, Duration timeout) {
        this.workFolder = workFolder;
        this.timeout = timeout;
    }

    /**
     * Writes {@code segments.txt} in the format of spec.md, "FFmpeg Recorder".
     *
     * @param folder of the recording, below the work folder
     * @param rows   of load-segments.sql
     * @throws CannotEver when no segment holds media
     */
    public JoinPlan plan(String folder, List<Map<String, Object>> rows) throws IOException {
        Path path = workFolder.resolve(folder).toAbsolutePath();
        List<Map<String, Object>> playable = rows.stream().filter(row -> (Long) row.get("access_units") > 0).toList();
        if (playable.isEmpty()) {
            throw new CannotEver(rows.isEmpty() ? "no segment was captured" : "none of " + rows.size() + " segments held media");
        }
        List<Path> segments = playable.stream().map(row -> path.resolve((String) row.get("file"))).toList();
        Files.write(path.resolve("segments.txt"),
                segments.stream().map(segment -> "file '" + segment + "'").collect(Collectors.toList()));
        long bytes = playable.stream().mapToLong(row -> (Long) row.get("size")).sum();
        long ticks = playable.stream().mapToLong(row -> (Long) row.get("ticks")).sum();
        return new JoinPlan(path, segments, tracks(playable), bytes, ticks,
                timeout != null ? timeout.toMillis() : 60_000 + bytes / 20_000);
    }

    /** The n-th video (audio) track of every segment makes the n-th video (audio) track of the MP4; video comes first. */
    private static List<JoinPlan.Track> tracks(List<Map<String, Object>> rows) throws JsonProcessingException {
        Map<TrackContent.Kind, List<Long>> packets = new EnumMap<>(TrackContent.Kind.class);
        for (Map<String, Object> row : rows) {
            Map<TrackContent.Kind, Integer> nth = new EnumMap<>(TrackContent.Kind.class);
            for (TrackContent track : JSON.readValue((String) row.get("tracks"), new TypeReference<List<TrackContent>>() { })) {
                if (track.isMedia()) {
                    List<Long> counts = packets.computeIfAbsent(track.kind(), kind -> new ArrayList<>());
                    int index = nth.merge(track.kind(), 1, Integer::sum) - 1;
                    if (index == counts.size()) {
                        counts.add(0L);
                    }
                    counts.set(index, counts.get(index) + track.accessUnits());
                }
            }
        }
        List<JoinPlan.Track> tracks = new ArrayList<>();
        packets.forEach((kind, counts) -> counts.forEach(count -> tracks.add(new JoinPlan.Track(kind, count))));
        return tracks;
    }
}
