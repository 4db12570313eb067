package streaming.recording.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.util.List;
import java.util.stream.Collectors;

/** The streams that the Stream Service lists as live, as statements take them. */
public record LiveStreams(List<LiveStream> streams) {

    private static final ObjectMapper JSON =
            new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

    /** The keys as PostgreSQL writes an array; keys are plain names, so that nothing needs quoting. */
    public String keys() {
        return streams.stream().map(LiveStream::streamKey).collect(Collectors.joining(",", "{", "}"));
    }

    /** A JSON array of objects with the names of columns. */
    public String json() {
        try {
            return JSON.writeValueAsString(streams);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
