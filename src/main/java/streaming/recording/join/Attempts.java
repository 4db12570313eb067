package streaming.recording.join;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import streaming.recording.failure.CannotNow;
import streaming.recording.storage.RecordingStore;
import streaming.recording.storage.StoredMp4;

/**
 * The attempts to finish one recording. Two may put an MP4 into the bucket, when one instance loses PostgreSQL and
 * another takes over. So each is noted before its upload; and of two MP4s the fuller one completes the recording, and
 * neither is deleted.
 */
public final class Attempts {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final CompletenessReport reports;
    private final RecordingStore store;
    private final Joiner joiner;

    public Attempts(CompletenessReport reports, RecordingStore store, Joiner joiner) {
        this.reports = reports;
        this.store = store;
        this.joiner = joiner;
    }

    /** What is noted of this attempt. */
    public NotedAttempt of(Finish finish, List<MissingSegment> missing) {
        return NotedAttempt.of(finish, reports.of(finish, missing));
    }

    /**
     * @param row what a statement gave that asks for owner and stage of the recording
     * @throws CannotNow when it gave none: what is in the bucket is no more an affair of this instance
     */
    public static <T> T held(T row) {
        if (row == null) {
            throw new CannotNow("another instance works on this recording");
        }
        return row;
    }

    /**
     * Decides which MP4 completes the recording: this attempt's, or the one that the bucket had already.
     *
     * @param stored what is in the bucket under the reserved name
     * @param noted what is known of the attempt that put it there
     * @throws RecordingStore.NameTaken when this attempt's is the fuller one, or nothing is known of the other: then it
     *     goes under another name
     * @throws CannotNow when it was joined while live and the other is there: it is joined at the end, and judged again
     */
    public void judge(Finish finish, StoredMp4 stored, NotedAttempt noted) throws IOException {
        store.abandonUploads(stored.name());
        NotedAttempt mine = NotedAttempt.of(finish, null);
        if (stored.size() == mine.size()) {
            finish.stored(stored.name(), stored.etag());
        } else if (finish.join().isLive()) {
            throw new CannotNow("the bucket holds an MP4 of another attempt as " + stored.name());
        } else if (noted.attempt() != null && noted.isAsFullAs(mine)) {
            finish.kept(stored, noted);
            // else its checksum would pass for that of the one that is kept
            joiner.discard(finish.join());
        } else {
            throw new RecordingStore.NameTaken(
                    stored.name(), "the MP4 of another attempt, with less in it or nothing known of it");
        }
    }

    /** What is in the MP4 that completes the recording, and what is missing, JSON. */
    public String report(Finish finish, List<MissingSegment> missing) {
        NotedAttempt kept = finish.kept();
        if (kept == null) {
            return reports.of(finish, missing);
        }
        try {
            ObjectNode report = (ObjectNode) JSON.readTree(kept.report());
            return report.put("etag", finish.etag()).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report of the attempt " + kept.attempt() + " is no JSON", e);
        }
    }
}
