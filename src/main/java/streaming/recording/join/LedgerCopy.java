package streaming.recording.join;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Takes the rows of a ledger one after the other, for the join and for the operator. */
final class LedgerCopy implements Consumer<LedgerSegment> {

    private final Path folder;
    private final Writer list;
    private final CapturedSegments segments;
    private long bytes;
    private boolean hasMedia;

    /** @param list {@code segments.txt} */
    LedgerCopy(Path folder, Writer list) {
        this.folder = folder;
        this.list = list;
        this.segments = new CapturedSegments(folder);
    }

    @Override
    public void accept(LedgerSegment row) {
        try {
            CapturedSegment segment = CapturedSegment.of(folder, row);
            segments.append(segment);
            list.write("file '" + segment.file() + "'\n");
            bytes += row.size();
            hasMedia |= segment.content().hasMedia();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the order of the broadcast. */
    CapturedSegments segments() {
        return segments;
    }

    /** Of all of them. */
    long bytes() {
        return bytes;
    }

    /** Whether one of them holds video or sound. */
    boolean hasMedia() {
        return hasMedia;
    }
}
