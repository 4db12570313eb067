package streaming.recording.segment;

import io.lindstrom.m3u8.model.MasterPlaylist;
import io.lindstrom.m3u8.model.Resolution;
import io.lindstrom.m3u8.model.Variant;
import io.lindstrom.m3u8.parser.MasterPlaylistParser;
import io.lindstrom.m3u8.parser.ParsingMode;
import io.lindstrom.m3u8.parser.PlaylistParserException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

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
        try {
            MasterPlaylist playlist = new MasterPlaylistParser(ParsingMode.LENIENT)
                    .readPlaylist(new String(master, StandardCharsets.UTF_8));
            return playlist.variants().stream()
                    .filter(variant -> folder(variant) != null)
                    .filter(variant -> wanted.equals("best") || wanted.equals(folder(variant)))
                    .max(Comparator.comparingLong(Rendition::pixels).thenComparingLong(Variant::bandwidth))
                    .map(Rendition::folder);
        } catch (PlaylistParserException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** A variant in a folder of its own beside the master playlist; any other address is not ours to follow. */
    private static String folder(Variant variant) {
        int slash = variant.uri().indexOf('/');
        String folder = slash < 0 ? "" : variant.uri().substring(0, slash);
        return FOLDER.matcher(folder).matches() && variant.uri().indexOf('/', slash + 1) < 0 ? folder : null;
    }

    private static long pixels(Variant variant) {
        return variant.resolution()
                .map((Resolution size) -> (long) size.width() * size.height())
                .orElse(0L);
    }
}
