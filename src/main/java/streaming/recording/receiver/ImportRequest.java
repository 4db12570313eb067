package streaming.recording.receiver;

/**
 * What the VOD Service is asked to import: a row of tell-vod.sql.
 *
 * @param userId for whom
 * @param request JSON
 */
public record ImportRequest(String userId, String request) {}
