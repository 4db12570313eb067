package streaming.recording.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import streaming.recording.CannotEver;

/** Prepares the join of an ended recording: its order, and the operator's record of it. */
public final class Joiner {

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final Pattern NUMBERED = Pattern.compile(".*\\d(\\.[A-Za-z0-9]*)?", Pattern.DOTALL);

    private final Path workFolder;
    private final Duration timeout;
    private final GapPolicy gaps;

    /** @param timeout of ffmpeg; null lets it grow with the bytes: 1 min and 1 s more for each 20 MB */
    public Joiner(Path workFolder, Duration timeout, GapPolicy gaps) {
        this.workFolder = workFolder;
        this.timeout = timeout;
        this.gaps = gaps;
    }

    /**
     * Writes {@code segments.txt} in the format of spec.md, "FFmpeg Recorder".
     *
     * @param folder of the recording, below the work folder
     * @param rows   of load-segments.sql
     * @throws CannotEver when no segment holds media
     */
    public Join plan(String folder, List<Map<String, Object>> rows) throws IOException {
        Path path = workFolder.resolve(folder).toAbsolutePath();
        List<CapturedSegment> segments = new ArrayList<>();
        long bytes = 0;
        for (Map<String, Object> row : rows) {
            segments.add(segment(path, row));
            bytes += (Long) row.get("size");
        }
        if (segments.stream().noneMatch(segment -> segment.content().hasMedia())) {
            throw new CannotEver(segments.isEmpty() ? "no segment was captured"
                    : "none of " + segments.size() + " segments held media: " + segments.get(0).reason());
        }
        Files.write(path.resolve("segments.txt"), segments.stream().map(segment -> "file '" + segment.file() + "'").toList());
        return new Join(path, segments, gaps, timeout != null ? timeout.toMillis() : 60_000 + bytes / 20_000);
    }

    private static CapturedSegment segment(Path folder, Map<String, Object> row) throws JsonProcessingException {
        List<TrackContent> tracks = JSON.readValue((String) row.get("tracks"), new TypeReference<>() { });
        String reason = (String) row.get("reason");
        String key = (String) row.get("object_key");
        return new CapturedSegment(key, (Integer) row.get("run"), (Long) row.get("sequence"), NUMBERED.matcher(key).matches(),
                ((Timestamp) row.get("last_modified")).toInstant(), (Boolean) row.get("discontinuity"), reason,
                folder.resolve((String) row.get("file")),
                new SegmentContent(tracks, true, reason == null ? List.of() : List.of(reason)));
    }
}
