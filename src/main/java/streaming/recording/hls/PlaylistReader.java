package streaming.recording.hls;

import io.lindstrom.m3u8.model.KeyMethod;
import io.lindstrom.m3u8.model.MediaPlaylist;
import io.lindstrom.m3u8.model.MediaSegment;
import io.lindstrom.m3u8.parser.MediaPlaylistParser;
import io.lindstrom.m3u8.parser.ParsingMode;
import io.lindstrom.m3u8.parser.PlaylistParserException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a media playlist (RFC 8216). A playlist is only ever a hint of order: one that cannot be read is no error. */
public final class PlaylistReader {

    /** Of a broadcast of three days, three lines for each 2 s; what is longer is no broadcast. */
    private static final int MOST_LINES = 400_000;

    private PlaylistReader() {}

    /** @return empty when the bytes are no media playlist that can be understood */
    public static Optional<Playlist> read(byte[] bytes) {
        if (lines(bytes) > MOST_LINES) {
            return Optional.empty();
        }
        try {
            MediaPlaylist playlist = new MediaPlaylistParser(ParsingMode.LENIENT)
                    .readPlaylist(new String(bytes, StandardCharsets.UTF_8));
            List<Playlist.Entry> entries =
                    new ArrayList<>(playlist.mediaSegments().size());
            long sequence = playlist.mediaSequence();
            for (MediaSegment segment : playlist.mediaSegments()) {
                entries.add(new Playlist.Entry(segment.uri(), sequence++, segment.discontinuity()));
            }
            return Optional.of(new Playlist(
                    List.copyOf(entries),
                    !playlist.ongoing(),
                    playlist.mediaSegments().stream().anyMatch(PlaylistReader::encrypted),
                    playlist.mediaSegments().stream()
                            .anyMatch(segment -> segment.segmentMap().isPresent())));
        } catch (PlaylistParserException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static int lines(byte[] bytes) {
        int lines = 0;
        for (byte one : bytes) {
            lines += one == '\n' ? 1 : 0;
        }
        return lines;
    }

    private static boolean encrypted(MediaSegment segment) {
        return segment.segmentKey().map(key -> key.method() != KeyMethod.NONE).orElse(false);
    }
}
