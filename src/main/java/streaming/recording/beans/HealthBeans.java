package streaming.recording.beans;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import software.amazon.awssdk.services.s3.S3Client;
import streaming.recording.failure.Reasons;
import streaming.recording.health.CapacityProbe;
import streaming.recording.health.DiskProbe;
import streaming.recording.health.DiskSettings;
import streaming.recording.health.Figures;
import streaming.recording.health.Health;
import streaming.recording.health.ProgramProbe;
import streaming.recording.health.StatementProbe;
import streaming.recording.health.StoreProbe;
import streaming.recording.health.TimerProbe;
import streaming.recording.join.JoinSettings;
import streaming.recording.lease.ThisInstance;
import streaming.recording.queue.QueueWatch;
import streaming.recording.segment.CaptureSettings;
import streaming.recording.storage.StorageSettings;

/** Beans by subject: probes, figures, and the reasons of failures. */
public final class HealthBeans implements CamelConfiguration {

    private final StorageSettings storage;
    private final CaptureSettings capture;
    private final DiskSettings disk;
    private final JoinSettings join;
    private final Clock clock;

    public HealthBeans(
            StorageSettings storage, CaptureSettings capture, DiskSettings disk, JoinSettings join, Clock clock) {
        this.storage = storage;
        this.capture = capture;
        this.disk = disk;
        this.join = join;
        this.clock = clock;
    }

    @BindToRegistry
    public StoreProbe storeProbe(S3Client s3) {
        return new StoreProbe(
                s3,
                clock,
                "S3 " + (storage.ssl() ? "https://" : "http://") + storage.endpoint() + " (MINIO_ENDPOINT)",
                storage.recordingsBucket(),
                capture.bucket());
    }

    @BindToRegistry
    public DiskProbe diskProbe() {
        return new DiskProbe(disk.workFolder(), disk.warn(), disk.pause(), clock);
    }

    @BindToRegistry
    public ProgramProbe programProbe() {
        return new ProgramProbe(
                clock,
                Objects.requireNonNullElse(System.getenv("PATH"), ""),
                Map.of("FFMPEG", join.ffmpeg(), "FFPROBE", join.ffprobe()));
    }

    @BindToRegistry
    public StatementProbe statementProbe() {
        return new StatementProbe(clock);
    }

    @BindToRegistry
    public TimerProbe timerProbe() {
        return new TimerProbe(System::nanoTime);
    }

    @BindToRegistry
    public Health health(
            StatementProbe statementProbe,
            StoreProbe storeProbe,
            DiskProbe diskProbe,
            ProgramProbe programProbe,
            TimerProbe timerProbe,
            CapacityProbe capacityProbe,
            QueueWatch queueWatch) {
        return new Health(
                List.of(statementProbe, storeProbe, diskProbe, programProbe, timerProbe, capacityProbe, queueWatch));
    }

    @BindToRegistry
    public CapacityProbe capacityProbe(ThisInstance thisInstance) {
        return new CapacityProbe(thisInstance::draining);
    }

    @BindToRegistry
    public Figures figures() {
        return new Figures();
    }

    @BindToRegistry
    public RedeliveryPolicy quiet() {
        RedeliveryPolicy quiet = new RedeliveryPolicy();
        quiet.setLogExhausted(false);
        return quiet;
    }

    @BindToRegistry
    public Reasons reasons() {
        return new Reasons();
    }
}
