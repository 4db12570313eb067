package streaming.recording.segment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which live recordings this process has adopted. The claim says once that one was taken over; when its adoption fails
 * then, as while PostgreSQL is away, the next poll adopts it.
 */
public final class Adoptions {

    /** One that is forgotten is adopted once more, which changes nothing. */
    private static final int MOST_REMEMBERED = 10_000;

    private final Set<String> done = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_REMEMBERED;
        }
    }));

    /** @return the same, adopted also when it was taken over by an earlier claim and its adoption is not done */
    public Recording due(Recording recording) {
        if (recording.adopted()) {
            done.remove(recording.recordingId());
        }
        return recording.ended() || done.contains(recording.recordingId()) ? recording : recording.takenOver();
    }

    public void done(Recording recording) {
        done.add(recording.recordingId());
    }
}
