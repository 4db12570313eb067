package streaming.recording.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Somebody who watches live recordings by way of a proxy: a playlist from one instance, a segment of it from another, a
 * poster from a third. Counts what was answered.
 */
final class SoakViewer implements Runnable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Fleet fleet;
    private final Map<String, Integer> answers = new TreeMap<>();
    private volatile boolean over;

    SoakViewer(Fleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public void run() {
        while (!over) {
            try {
                watch();
            } catch (Exception nothingIsLive) {
                note("no list", 0);
            }
            Pause.of(Duration.ofMillis(500));
        }
    }

    private void watch() throws Exception {
        List<String> live = new ArrayList<>();
        for (JsonNode one :
                JSON.readTree(fleet.any().get("/recordings?status=recording")).path("recordings")) {
            live.add("/recording/" + one.path("id").asText());
        }
        if (live.isEmpty()) {
            return;
        }
        String recording = live.get(ThreadLocalRandom.current().nextInt(live.size()));
        List<String> segments = segments(recording);
        note("poster", fleet.any().status(recording + "/poster"));
        if (!segments.isEmpty()) {
            String segment = segments.get(ThreadLocalRandom.current().nextInt(segments.size()));
            int status = fleet.any().status(recording + "/" + segment);
            // a version that was written over since, or a recording that is over
            boolean gone = status == 404 && !segments(recording).contains(segment);
            note(gone ? "segment that is no longer listed" : "segment", status);
        }
    }

    private List<String> segments(String recording) {
        String playlist = fleet.any().get(recording + "/playlist.m3u8");
        return playlist == null
                ? List.of()
                : playlist.lines().filter(line -> line.startsWith("segments/")).toList();
    }

    private void note(String what, int status) {
        answers.merge("a viewer's " + what + ": " + (status == 0 ? "no answer" : status), 1, Integer::sum);
    }

    /** How often which answer came. */
    Map<String, Integer> end(Thread thread) throws InterruptedException {
        over = true;
        thread.join(60_000);
        return answers;
    }
}
