package streaming.recording.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * What direct:find-segments answers.
 *
 * @param listed the segments of the listing as JSON, for the statements that compare them with the ledger
 * @param foreign keys of those that turned out to be none of this broadcast, likewise
 * @param tasks for those of them that are in no ledger; they are being fetched
 */
public record FoundSegments(
        Recording recording, BucketListing listing, String listed, String foreign, List<SegmentTask> tasks) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Before they are compared with the ledger. */
    static FoundSegments in(BucketListing listing, Recording recording) {
        try {
            return new FoundSegments(
                    recording,
                    listing,
                    JSON.writeValueAsString(listing.segments()),
                    JSON.writeValueAsString(listing.foreign()),
                    List.of());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those of them that are in no ledger. */
    public FoundSegments toFetch(List<NewSegment> segments) {
        return new FoundSegments(
                recording,
                listing,
                listed,
                foreign,
                segments.stream().map(segment -> segment.task(recording)).toList());
    }

    /** Whether there is one among them that was not given up before. */
    public boolean foundNew() {
        return tasks.stream().anyMatch(task -> !task.givenUp());
    }

    /** Whether the segments lie in another folder than was known: a rendition was chosen. */
    public boolean renditionChosen() {
        return !listing.prefix().equals(recording.prefix());
    }
}
