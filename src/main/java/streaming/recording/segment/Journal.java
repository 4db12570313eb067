package streaming.recording.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A line of JSON for each segment file of a work folder, so that files which a process did not live to enter in the
 * ledger need not be fetched again. Nothing depends on it: a line that is missing costs a download.
 */
final class Journal {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = ".captured.jsonl";

    private static final String FILE_FIELD = "\"file\":\"";

    private Journal() {}

    static void append(Path folder, KeptSegment kept) throws IOException {
        Files.write(
                folder.resolve(FILE),
                (JSON.writeValueAsString(kept) + "\n").getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /**
     * @param wanted names of files; the others are passed over, as they are a million
     * @return the last line of each file, in their order; lines that were cut off are passed over
     */
    static List<KeptSegment> read(Path folder, Predicate<String> wanted) throws IOException {
        Map<String, KeptSegment> kept = new LinkedHashMap<>();
        try (var lines = Files.newBufferedReader(folder.resolve(FILE))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!wanted.test(file(line))) {
                    continue;
                }
                try {
                    KeptSegment segment = JSON.readValue(line, KeptSegment.class);
                    kept.remove(segment.file());
                    kept.put(segment.file(), segment);
                } catch (JsonProcessingException e) {
                    continue;
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return List.copyOf(kept.values());
    }

    /** Without binding a million lines that nobody wants: the names are ours, or plain. */
    private static String file(String line) {
        int from = line.indexOf(FILE_FIELD) + FILE_FIELD.length();
        int to = line.indexOf('"', from);
        return from < FILE_FIELD.length() || to < 0 ? "" : line.substring(from, to);
    }
}
