package streaming.recording.join;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import streaming.recording.ts.TrackContent;
import streaming.recording.ts.TrackContent.Kind;

/**
 * Reads the column tracks of the ledger: a JSON array of {@link TrackContent}. By hand, as a ledger of a day has 40,000
 * of them and binding takes half as long again.
 */
final class LedgerTracks {

    private static final JsonFactory JSON = new JsonFactory();

    private int pid;
    private Kind kind = Kind.OTHER;
    private String codec = "data";
    private String configuration = "";
    private long accessUnits;
    private long firstPts;
    private long lastPts;
    private long firstDts;
    private long lastDts;
    private long endPts;

    private LedgerTracks() {}

    /** @throws JsonProcessingException when it is none */
    static List<TrackContent> of(String json) throws JsonProcessingException {
        List<TrackContent> tracks = new ArrayList<>(2);
        try (JsonParser parser = JSON.createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.START_OBJECT) {
                    tracks.add(new LedgerTracks().read(parser));
                }
            }
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tracks;
    }

    private TrackContent read(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "pid" -> pid = parser.getIntValue();
                case "kind" -> kind = Kind.valueOf(parser.getText());
                case "codec" -> codec = parser.getText();
                case "configuration" -> configuration = parser.getText();
                case "accessUnits" -> accessUnits = parser.getLongValue();
                case "firstPts" -> firstPts = parser.getLongValue();
                case "lastPts" -> lastPts = parser.getLongValue();
                case "firstDts" -> firstDts = parser.getLongValue();
                case "lastDts" -> lastDts = parser.getLongValue();
                case "endPts" -> endPts = parser.getLongValue();
                default -> parser.skipChildren();
            }
        }
        return new TrackContent(
                pid, kind, codec, configuration, accessUnits, firstPts, lastPts, firstDts, lastDts, endPts);
    }
}
