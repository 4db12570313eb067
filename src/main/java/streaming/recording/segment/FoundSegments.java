package streaming.recording.segment;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import streaming.recording.database.Json;

/**
 * What direct:find-segments answers.
 *
 * @param looked the bucket was listed; else its playlist told all that is new
 * @param listed the segments of the listing as JSON, for the statements that compare them with the ledger
 * @param places of those that the playlist lists more than once, likewise
 * @param foreign keys of those that turned out to be none of this broadcast, likewise
 * @param tasks for those of them that are in no ledger; they are being fetched
 */
public record FoundSegments(
        Recording recording,
        boolean looked,
        BucketListing listing,
        String listed,
        String places,
        String foreign,
        List<SegmentTask> tasks) {

    /** Before they are compared with the ledger. */
    static FoundSegments in(BucketListing listing, Recording recording) {
        return new FoundSegments(
                recording,
                true,
                listing,
                Json.of(listing.segments()),
                Json.of(listing.places()),
                Json.of(listing.foreign()),
                List.of());
    }

    /** What its playlist tells. @param news behind all that it told before */
    static FoundSegments told(Recording recording, List<SegmentObject> news) {
        return new FoundSegments(
                recording,
                false,
                null,
                null,
                null,
                null,
                news.stream()
                        .map(segment -> SegmentTask.of(recording, segment, false))
                        .toList());
    }

    /** Those of them that are in no ledger. */
    public FoundSegments toFetch(List<NewSegment> segments) {
        Map<String, SegmentObject> objects =
                listing.segments().stream().collect(Collectors.toMap(SegmentObject::objectKey, Function.identity()));
        return new FoundSegments(
                recording,
                looked,
                listing,
                listed,
                places,
                foreign,
                segments.stream()
                        .map(segment -> SegmentTask.of(recording, objects.get(segment.objectKey()), segment.givenUp()))
                        .toList());
    }

    /** Whether there is one among them that was not given up before. */
    public boolean foundNew() {
        return tasks.stream().anyMatch(task -> !task.givenUp());
    }

    /** Whether one that the playlist lists more than once is not captured yet: where it stands is seen after that. */
    boolean hasOpenPlaces() {
        return looked
                && listing.places().stream().anyMatch(place -> tasks.stream()
                        .anyMatch(task -> task.object().objectKey().equals(place.objectKey())));
    }

    /** Whether the segments lie in another folder than was known: a rendition was chosen. */
    public boolean renditionChosen() {
        return !listing.prefix().equals(recording.prefix());
    }
}
