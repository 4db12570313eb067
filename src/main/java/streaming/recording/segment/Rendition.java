package streaming.recording.segment;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import streaming.recording.hls.Playlist;

/** Which rendition of an adaptive stream is recorded: one, the best or the one that is named. */
public final class Rendition {

    private static final Pattern FOLDER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

    private static final String BEST = "best";

    private final String wanted;

    /** @param wanted {@code best}, or the name of a rendition's folder */
    public Rendition(String wanted) {
        this.wanted = wanted;
    }

    /** @return the folder of the rendition, relative to the playlist; empty when there is none that is wanted */
    public Optional<String> folder(Playlist.Multivariant master) {
        return best(master.variants().stream()
                        .filter(variant -> folder(variant) != null)
                        .filter(variant -> wanted.equals(BEST) || wanted.equals(folder(variant))))
                .map(Rendition::folder);
    }

    /** @return the rendition that is wanted, wherever its playlist lies; a name is looked for in the name of that */
    Optional<Playlist.Variant> of(Playlist.Multivariant master) {
        return best(master.variants().stream()
                .filter(variant -> wanted.equals(BEST) || variant.uri().contains(wanted)));
    }

    private static Optional<Playlist.Variant> best(Stream<Playlist.Variant> variants) {
        return variants.max(
                Comparator.comparingLong(Playlist.Variant::pixels).thenComparingLong(Playlist.Variant::bandwidth));
    }

    /** A variant in a folder of its own beside the master playlist; any other address is not ours to follow. */
    private static String folder(Playlist.Variant variant) {
        int slash = variant.uri().indexOf('/');
        String folder = slash < 0 ? "" : variant.uri().substring(0, slash);
        return FOLDER.matcher(folder).matches() && variant.uri().indexOf('/', slash + 1) < 0 ? folder : null;
    }
}
