package streaming.recording.segment;

import java.util.Map;

/**
 * What was captured last under the key of a segment.
 *
 * @param file in the recording's work folder
 * @param accessUnits of all tracks; 0 when it held no media
 */
public record CapturedVersion(int run, String etag, String file, long accessUnits) {

    /** @param row of captured-version.sql, or null when the key was never captured */
    static CapturedVersion of(Map<String, Object> row) {
        return row == null
                ? null
                : new CapturedVersion(
                        (Integer) row.get("run"), (String) row.get("etag"), (String) row.get("file"), (Long)
                                row.get("access_units"));
    }
}
