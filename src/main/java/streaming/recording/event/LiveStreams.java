package streaming.recording.event;

import java.util.List;
import java.util.stream.Collectors;
import streaming.recording.database.Json;

/** The streams that the Stream Service lists as live, as statements take them. */
public record LiveStreams(List<LiveStream> streams) {

    /** The keys as PostgreSQL writes an array; keys are plain names, so that nothing needs quoting. */
    public String keys() {
        return streams.stream().map(LiveStream::streamKey).collect(Collectors.joining(",", "{", "}"));
    }

    /** A JSON array of objects with the names of columns. */
    public String json() {
        return Json.of(streams);
    }
}
