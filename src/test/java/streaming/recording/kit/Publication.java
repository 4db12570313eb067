package streaming.recording.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Segments as they are published, and what is known of them.
 *
 * @param units all that was published, with content times
 * @param seconds of the broadcast, without what was repeated
 */
public record Publication(List<Piece> pieces, List<AccessUnit> units, double seconds) {

    /** @param discontinuity whether the playlist tells of one before it */
    public record Piece(String name, byte[] bytes, boolean discontinuity) {}

    /** Lines of the playlist without its head; a name stands for a segment of 2 s. */
    public String[] playlist() {
        List<String> lines = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece.discontinuity) {
                lines.add("#EXT-X-DISCONTINUITY");
            }
            lines.add(piece.name);
        }
        lines.add("#EXT-X-ENDLIST");
        return lines.toArray(String[]::new);
    }

    /** Writes the segments into a folder, and gives back where. */
    public List<Path> files(Path folder) {
        try {
            Files.createDirectories(folder);
            List<Path> files = new ArrayList<>();
            for (Piece piece : pieces) {
                files.add(Files.write(folder.resolve(piece.name), piece.bytes));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a recording holds of a kind: each unit once, whole, in decoding order. */
    List<AccessUnit> recordable(Track.Kind kind) {
        return units.stream()
                .filter(unit -> unit.is(kind) && !unit.repeated && !unit.lost && !unit.undecodable)
                .sorted(Comparator.comparingLong((AccessUnit unit) -> unit.contentDts))
                .toList();
    }
}
