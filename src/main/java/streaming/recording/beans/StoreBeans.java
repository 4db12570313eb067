package streaming.recording.beans;

import java.time.Clock;
import javax.sql.DataSource;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.component.aws2.s3.AWS2S3Component;
import software.amazon.awssdk.services.s3.S3Client;
import streaming.recording.database.Installation;
import streaming.recording.health.DiskSettings;
import streaming.recording.segment.CaptureSettings;
import streaming.recording.storage.BackupSettings;
import streaming.recording.storage.BackupStore;
import streaming.recording.storage.DownloadLinks;
import streaming.recording.storage.MultipartUploads;
import streaming.recording.storage.Posters;
import streaming.recording.storage.Reconciliation;
import streaming.recording.storage.RecordingStore;
import streaming.recording.storage.RemainingObjects;
import streaming.recording.storage.RetentionSettings;
import streaming.recording.storage.S3Clients;
import streaming.recording.storage.SegmentStore;
import streaming.recording.storage.StorageSettings;
import streaming.recording.storage.WorkFolders;

/** Beans by subject: the object store, and the work folders. */
public final class StoreBeans implements CamelConfiguration {

    /** Connections to the store for what viewers read. */
    private static final int VIEWERS = 16;

    private final StorageSettings storage;
    private final CaptureSettings capture;
    private final DiskSettings disk;
    private final BackupSettings backup;
    private final RetentionSettings retention;
    private final Clock clock;

    public StoreBeans(
            StorageSettings storage,
            CaptureSettings capture,
            DiskSettings disk,
            BackupSettings backup,
            RetentionSettings retention,
            Clock clock) {
        this.storage = storage;
        this.capture = capture;
        this.disk = disk;
        this.backup = backup;
        this.retention = retention;
        this.clock = clock;
    }

    @BindToRegistry
    public S3Client s3() {
        return client(true);
    }

    @BindToRegistry
    public AWS2S3Component livesegments() {
        // how often a segment is tried is a setting, and the routes' own affair
        return S3Clients.component(client(false));
    }

    /** What viewers read, however slowly, takes no connection from what records. */
    @BindToRegistry
    public SegmentStore segmentStore() {
        return new SegmentStore(client(VIEWERS, false));
    }

    @BindToRegistry
    public WorkFolders workFolders(DataSource dataSource) {
        return new WorkFolders(disk.workFolder(), new Installation(dataSource));
    }

    @BindToRegistry
    public RecordingStore recordingStore(S3Client s3) {
        return new RecordingStore(s3, storage.recordingsBucket(), storage.partSize());
    }

    @BindToRegistry
    public MultipartUploads multipartUploads(S3Client s3) {
        return new MultipartUploads(s3, storage.recordingsBucket());
    }

    @BindToRegistry
    public Posters posters(S3Client s3) {
        return new Posters(s3, storage.recordingsBucket(), disk.workFolder(), clock);
    }

    @BindToRegistry
    public BackupStore backupStore(S3Client s3) {
        S3Client second = S3Clients.client(
                backup.endpoint(),
                backup.ssl(),
                backup.accessKey(),
                backup.secretKey().value(),
                capture.timeout(),
                8,
                true);
        return new BackupStore(s3, storage.recordingsBucket(), second, backup.bucket());
    }

    @BindToRegistry
    public RemainingObjects remainingObjects(S3Client s3) {
        return new RemainingObjects(s3);
    }

    @BindToRegistry
    public DownloadLinks downloadLinks() {
        return new DownloadLinks(
                S3Clients.presigner(
                        storage.publicUrl(),
                        storage.accessKey(),
                        storage.secretKey().value()),
                storage.recordingsBucket(),
                storage.urlLifetime());
    }

    @BindToRegistry
    public Reconciliation reconciliation(S3Client s3, WorkFolders workFolders) {
        return new Reconciliation(
                s3, storage.recordingsBucket(), disk.workFolder(), workFolders, retention.failed(), clock);
    }

    private S3Client client(boolean patient) {
        return client(capture.parallel() + 32, patient);
    }

    private S3Client client(int connections, boolean patient) {
        return S3Clients.client(
                storage.endpoint(),
                storage.ssl(),
                storage.accessKey(),
                storage.secretKey().value(),
                capture.timeout(),
                connections,
                patient);
    }
}
