package streaming.recording.segment;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import streaming.recording.hls.Playlist;
import streaming.recording.hls.PlaylistReader;

/** Which rendition of an adaptive stream is recorded: one, the best or the one that is named. */
public final class Rendition {

    private static final Pattern FOLDER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

    private final String wanted;

    /** @param wanted {@code best}, or the name of a rendition's folder */
    public Rendition(String wanted) {
        this.wanted = wanted;
    }

    /**
     * @param master the bytes of a master playlist (RFC 8216, 4.3.4)
     * @return the folder of the rendition, relative to the master playlist; empty when there is none that is wanted
     */
    public Optional<String> folder(byte[] master) {
        return PlaylistReader.read(master)
                .filter(Playlist.Multivariant.class::isInstance)
                .map(Playlist.Multivariant.class::cast)
                .flatMap(this::folder);
    }

    private Optional<String> folder(Playlist.Multivariant master) {
        return master.variants().stream()
                .filter(variant -> folder(variant) != null)
                .filter(variant -> wanted.equals("best") || wanted.equals(folder(variant)))
                .max(Comparator.comparingLong(Playlist.Variant::pixels).thenComparingLong(Playlist.Variant::bandwidth))
                .map(Rendition::folder);
    }

    /** A variant in a folder of its own beside the master playlist; any other address is not ours to follow. */
    private static String folder(Playlist.Variant variant) {
        int slash = variant.uri().indexOf('/');
        String folder = slash < 0 ? "" : variant.uri().substring(0, slash);
        return FOLDER.matcher(folder).matches() && variant.uri().indexOf('/', slash + 1) < 0 ? folder : null;
    }
}
