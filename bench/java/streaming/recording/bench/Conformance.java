package streaming.recording.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;
import streaming.recording.kit.Broadcasts;
import streaming.recording.kit.KitBroadcast;
import streaming.recording.kit.Publication;
import streaming.recording.kit.Remux;
import streaming.recording.kit.ServiceRun;
import streaming.recording.support.RealParts;

/**
 * Every broadcast of the test kit through this service and through ffmpeg as others use it, each MP4 judged by what was
 * published: {@code mvn -Pbench test-compile exec:exec -Dbench=conformance}. The table is that of docs/conformance.md.
 */
public final class Conformance {

    /** One way of joining; gives back what the program says, nothing when it is content. */
    private interface Method {
        String join(Publication source, Path folder, Path output) throws IOException;
    }

    private static final List<Method> RIVALS = List.of(Remux::piped, Remux::playlist, Remux::concatenated);

    private Conformance() {}

    static void run() throws IOException {
        Table table = new Table(
                "broadcast",
                "this service",
                "bytes on stdin",
                "ffmpeg on the playlist",
                "ffmpeg concat",
                "what this service does wrong");
        int[] right = new int[RIVALS.size() + 1];
        List<KitBroadcast> broadcasts = Broadcasts.all();
        try (RealParts parts = new RealParts();
                var recorder = parts.recorder().start()) {
            List<ServiceRun> runs = ServiceRun.send(recorder, broadcasts);
            Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
            for (ServiceRun run : runs) {
                List<Object> cells = new ArrayList<>(List.of(run.broadcast().name()));
                String ours = ours(run, deadline);
                cells.add(word(ours.isEmpty(), right, 0));
                for (int i = 0; i < RIVALS.size(); i++) {
                    cells.add(word(rival(RIVALS.get(i), run), right, i + 1));
                }
                cells.add(ours.replace('|', '/').replace('\n', ' '));
                table.row(cells.toArray());
            }
        }
        table.row("right, of " + broadcasts.size(), right[0], right[1], right[2], right[3], "");
        table.print();
    }

    private static String ours(ServiceRun run, Instant deadline) {
        try {
            return String.join("; ", run.faults(deadline));
        } catch (ConditionTimeoutException never) {
            return "not done in time";
        }
    }

    private static boolean rival(Method method, ServiceRun run) throws IOException {
        Path folder = Files.createTempDirectory("conformance");
        Path output = folder.resolve("output.mp4");
        try {
            String said = method.join(run.source(), folder, output);
            return said.isEmpty()
                    && run.broadcast()
                            .right()
                            .faults(run.source(), Files.readAllBytes(output), 0)
                            .isEmpty();
        } catch (RuntimeException unreadable) {
            return false;
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static String word(boolean isRight, int[] right, int column) {
        right[column] += isRight ? 1 : 0;
        return isRight ? "right" : "wrong";
    }
}
