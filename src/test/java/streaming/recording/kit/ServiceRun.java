package streaming.recording.kit;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionTimeoutException;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/**
 * A broadcast on its way through the service, by its front door: webhooks, objects and a playlist in, an MP4 and a
 * report out.
 */
public record ServiceRun(
        KitBroadcast broadcast, Publication source, Stream stream, Recorder recorder, AtomicReference<String> id) {
    private static final Duration SHORT = Duration.ofSeconds(1);

    /** So many side by side; the next ones follow when these are done, or after {@link #PATIENCE}. */
    private static final int SIDE_BY_SIDE = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    public static List<ServiceRun> send(Recorder recorder, List<KitBroadcast> broadcasts) {
        List<ServiceRun> all = new ArrayList<>();
        for (int from = 0; from < broadcasts.size(); from += SIDE_BY_SIDE) {
            List<ServiceRun> some =
                    broadcasts.subList(from, Math.min(broadcasts.size(), from + SIDE_BY_SIDE)).parallelStream()
                            .map(broadcast -> new ServiceRun(
                                    broadcast,
                                    broadcast.mux().get().publish(),
                                    Stream.on(recorder),
                                    recorder,
                                    new AtomicReference<>()))
                            .toList();
            sendTogether(some);
            all.addAll(some);
            if (all.size() < broadcasts.size()) {
                awaitAll(some);
            }
        }
        return all;
    }

    /** Starts, then objects, then playlists, then ends. */
    private static void sendTogether(List<ServiceRun> runs) {
        runs.forEach(run -> run.stream.started());
        runs.forEach(run -> run.source.pieces().forEach(piece -> run.stream.put(piece.name(), piece.bytes())));
        runs.forEach(run -> run.stream.playlist(run.source.playlist()));
        runs.forEach(run -> run.stream.ended());
    }

    private static void awaitAll(List<ServiceRun> runs) {
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> runs.stream()
                    .allMatch(run -> isDone(run.recording())));
        } catch (ConditionTimeoutException slow) {
            // one of them is tried again; the test of each waits for it longer
        }
    }

    /**
     * What is wrong with the recording and its report, in words; empty when nothing is.
     *
     * @param deadline until which it must be there
     * @throws ConditionTimeoutException when it is not
     */
    public List<String> faults(Instant deadline) {
        Duration left = Duration.between(Instant.now(), deadline);
        JsonNode recording = await(broadcast.name() + ", key " + stream.key())
                .atMost(left.compareTo(SHORT) > 0 ? left : SHORT)
                .pollInterval(Duration.ofMillis(200))
                .until(this::recording, ServiceRun::isDone);
        JsonNode answer = stream.report();
        List<String> faults = new ArrayList<>(broadcast.right().faults(answer));
        if (recording.path("status").asText().equals("completed")) {
            faults.addAll(broadcast.right().faults(source, mp4(), answer));
        }
        return faults;
    }

    /** By its id: the list of all recordings is long by now. */
    private JsonNode recording() {
        if (id.get() == null) {
            id.set(stream.recording().path("id").asText());
        }
        return recorder.recording(id.get());
    }

    private byte[] mp4() {
        try {
            Path file = stream.mp4();
            try {
                return Files.readAllBytes(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isDone(JsonNode recording) {
        return List.of("completed", "failed").contains(recording.path("status").asText());
    }
}
