package streaming.recording.beans;

import javax.sql.DataSource;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import software.amazon.awssdk.services.s3.S3Client;
import streaming.recording.health.DiskProbe;
import streaming.recording.health.StoreProbe;
import streaming.recording.segment.Adoptions;
import streaming.recording.segment.CaptureSettings;
import streaming.recording.segment.CapturedFiles;
import streaming.recording.segment.FetchTurns;
import streaming.recording.segment.KnownObjects;
import streaming.recording.segment.Looks;
import streaming.recording.segment.PlaylistFollower;
import streaming.recording.segment.Rendition;
import streaming.recording.segment.SegmentFiles;
import streaming.recording.segment.SegmentHints;
import streaming.recording.segment.SegmentInventory;
import streaming.recording.segment.SegmentSources;
import streaming.recording.segment.Settling;
import streaming.recording.storage.SegmentStore;
import streaming.recording.storage.WorkFolders;

/** Beans by subject: segments. */
public final class CaptureBeans implements CamelConfiguration {

    private final CaptureSettings capture;

    public CaptureBeans(CaptureSettings capture) {
        this.capture = capture;
    }

    @BindToRegistry
    public FetchTurns fetchTurns() {
        return new FetchTurns(capture.share(), System::nanoTime);
    }

    @BindToRegistry
    public SegmentHints segmentHints() {
        return new SegmentHints(capture.bucket());
    }

    @BindToRegistry
    public Adoptions adoptions() {
        return new Adoptions();
    }

    @BindToRegistry
    public Looks looks() {
        return new Looks();
    }

    @BindToRegistry
    public SegmentFiles segmentFiles(WorkFolders workFolders) {
        return new SegmentFiles(workFolders, capture.timeout());
    }

    @BindToRegistry
    public PlaylistFollower playlistFollower(S3Client s3, SegmentFiles segmentFiles) {
        return new PlaylistFollower(new SegmentStore(s3), segmentFiles, System::nanoTime);
    }

    @BindToRegistry(lazy = true)
    public SegmentInventory segmentInventory(S3Client s3, PlaylistFollower playlistFollower, DataSource dataSource) {
        return new SegmentInventory(
                new SegmentStore(s3),
                new Rendition(capture.rendition()),
                playlistFollower,
                new KnownObjects(dataSource)::unknown);
    }

    @BindToRegistry
    public CapturedFiles capturedFiles(DataSource dataSource) {
        return new CapturedFiles(dataSource);
    }

    @BindToRegistry(lazy = true)
    public SegmentSources segmentSources(
            SegmentFiles segmentFiles, SegmentInventory segmentInventory, CapturedFiles capturedFiles) {
        return new SegmentSources(segmentFiles, segmentInventory, capturedFiles);
    }

    @BindToRegistry
    public Settling settling(DiskProbe diskProbe, StoreProbe storeProbe) {
        return new Settling(System::nanoTime, capture.settleTime(), diskProbe, storeProbe);
    }
}
