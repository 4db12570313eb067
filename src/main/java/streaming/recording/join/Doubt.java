package streaming.recording.join;

/**
 * A reason to believe that the MP4 is not the whole broadcast, although it passed its audit. A recording in doubt is
 * completed; its segments are kept (setting DOUBT).
 *
 * @param code one of the constants: programs go by it, in the report, the events and the messages
 * @param text what is doubted, for a person: a sentence without its full stop
 */
public record Doubt(String code, String text) {

    /** Media that was found in segments is in no track of the MP4. */
    public static final String TRACK_NOT_RECORDED = "track-not-recorded";
    /** More than 1 % of the access units of a track were read and are not in the MP4. */
    public static final String UNITS_DROPPED = "units-dropped";
    /** The time stamps jumped, and the times at which the segments were put into the bucket do not say why. */
    public static final String CLOCK_JUMP_UNEXPLAINED = "clock-jump-unexplained";
    /** There was a playlist that could not be read, or none of whose lines is an object of the bucket. */
    public static final String PLAYLIST_NOT_UNDERSTOOD = "playlist-not-understood";
    /** The MP4 is not exactly what was joined, and was kept because every attempt gave the same. */
    public static final String AUDIT_DIFFERED = "audit-differed";
    /** A track changed its codec, and one track of an MP4 cannot hold both. */
    public static final String CODEC_CHANGED = "codec-changed";
    /** Segments were captured, their files were lost, and the bucket had them no more. */
    public static final String SEGMENTS_LOST = "segments-lost";
}
