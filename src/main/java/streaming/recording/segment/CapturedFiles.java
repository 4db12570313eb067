package streaming.recording.segment;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import streaming.recording.database.Cursor;

/** The files that the ledger says lie in the work folders: of one recording they may be a million. */
public final class CapturedFiles {

    private final Cursor<CapturedFile> files;

    public CapturedFiles(DataSource dataSource) {
        files = new Cursor<>(dataSource, "capture/captured-files.sql", CapturedFile.class, Duration.ofMinutes(1));
    }

    /** Gives those of a recording, one after the other, in no order. */
    void of(String recordingId, Consumer<CapturedFile> taker) {
        files.read(Map.of("recordingId", recordingId), taker);
    }
}
