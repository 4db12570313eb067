package streaming.recording.join;

import java.util.List;
import java.util.UUID;
import streaming.recording.storage.MultipartUploads;
import streaming.recording.storage.PosterJob;
import streaming.recording.storage.StoredMp4;

/**
 * One attempt to finish an ended recording: what the steps from its claim to its completion know so far. One exchange
 * has it at a time, but for parts that go up beside the audit.
 */
public final class Finish {

    private final EndedRecording recording;
    private final String attempt = UUID.randomUUID().toString();
    private volatile String playlistDoubt;
    private volatile List<UnusedPlace> unusedPlaces = List.of();
    private volatile String order;
    private volatile Join join;
    private volatile Audit.Figures audit;
    private volatile String objectName;
    private volatile String etag;
    private volatile NotedAttempt kept;
    private volatile String fallback;
    private volatile String posterName;
    private volatile String filePath;
    private volatile String report;

    public Finish(EndedRecording recording) {
        this.recording = recording;
    }

    public EndedRecording recording() {
        return recording;
    }

    public String recordingId() {
        return recording.recordingId();
    }

    public String streamKey() {
        return recording.streamKey();
    }

    /** Which attempt this is, among all that were made to finish the recording: in the metadata of its MP4. */
    public String attempt() {
        return join.isLive() ? MultipartUploads.LIVE : attempt;
    }

    /** What its poster is made of, and called after. */
    public PosterJob poster() {
        return new PosterJob(recording.recordingId(), recording.folder(), objectName);
    }

    /** Null until it is planned. */
    public Join join() {
        return join;
    }

    public void planned(Join planned) {
        if (playlistDoubt != null) {
            planned.doubt(new Doubt(Doubt.PLAYLIST_NOT_UNDERSTOOD, playlistDoubt));
        }
        unusedPlaces.forEach(place -> planned.doubt(place.doubt()));
        join = planned;
    }

    /** One more of its segments, whose place a playlist says or its name. */
    public void ordered(LedgerSegment segment) {
        String said = segment.byPlaylist() ? "by playlist" : "by name";
        order = order == null || order.equals(said) ? said : "by playlist and name";
    }

    /** What says the order of the segments: a playlist, or where there was none that could be believed their names. */
    public String order() {
        return order;
    }

    /** Why the playlist of the broadcast is of no use; null when it is, or there is none. */
    public void listed(String playlistDoubt) {
        this.playlistDoubt = playlistDoubt;
    }

    /** Of objects that its playlist listed more than once. */
    public void unused(List<UnusedPlace> places) {
        unusedPlaces = List.copyOf(places);
    }

    /** What the MP4 holds; null until it has passed its audit. */
    public Audit.Figures audit() {
        return audit;
    }

    public void audited(Audit.Figures figures) {
        audit = figures;
    }

    /** The name of the MP4 in the bucket; null until it is uploaded. */
    public String objectName() {
        return objectName;
    }

    /** ETag of the MP4 in the bucket; null until it is verified there. */
    public String etag() {
        return etag;
    }

    /** The MP4 is verified in the bucket. */
    public void stored(String name, String tag) {
        objectName = name;
        etag = tag;
    }

    /** The MP4 of an earlier attempt is in the bucket, and completes the recording in place of that of this one. */
    public void kept(StoredMp4 mp4, NotedAttempt noted) {
        stored(mp4.name(), mp4.etag());
        audit = new Audit.Figures(noted.duration(), noted.size(), List.of(noted.units()));
        kept = noted;
    }

    /** The earlier attempt whose MP4 is kept; null when it is that of this one. */
    NotedAttempt kept() {
        return kept;
    }

    /** Why it was not joined while the stream was live; null when it was, or that was not wanted. */
    public String fallback() {
        return fallback;
    }

    public void fellBack(String reason) {
        fallback = reason;
    }

    /** The name of the poster in the bucket, or null. */
    public String posterName() {
        return posterName;
    }

    /** Bucket and name of the MP4. */
    public String filePath() {
        return filePath;
    }

    /** What is in the MP4 and what is missing, JSON. */
    public String report() {
        return report;
    }

    /** All is known that completes the row. */
    public void reported(String json, String path, String poster) {
        report = json;
        filePath = path;
        posterName = poster;
    }
}
