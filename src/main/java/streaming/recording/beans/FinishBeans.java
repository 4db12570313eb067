package streaming.recording.beans;

import javax.sql.DataSource;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import streaming.recording.health.DiskSettings;
import streaming.recording.join.Attempts;
import streaming.recording.join.Audit;
import streaming.recording.join.CompletenessReport;
import streaming.recording.join.JoinPrograms;
import streaming.recording.join.JoinSettings;
import streaming.recording.join.Joiner;
import streaming.recording.join.Ledger;
import streaming.recording.join.LiveJoinSettings;
import streaming.recording.join.LiveJoins;
import streaming.recording.join.LiveReport;
import streaming.recording.lease.HeldLeases;
import streaming.recording.program.MemoryLimit;
import streaming.recording.program.ProgramExecutor;
import streaming.recording.program.Programs;
import streaming.recording.storage.RecordingStore;

/** Beans by subject: from segments to an MP4. */
public final class FinishBeans implements CamelConfiguration {

    private final DiskSettings disk;
    private final JoinSettings join;
    private final LiveJoinSettings liveJoin;

    public FinishBeans(DiskSettings disk, JoinSettings join, LiveJoinSettings liveJoin) {
        this.disk = disk;
        this.join = join;
        this.liveJoin = liveJoin;
    }

    @BindToRegistry
    public Programs programs() {
        return new Programs(new MemoryLimit("prlimit", join.memory()));
    }

    @BindToRegistry
    public ProgramExecutor programExecutor(Programs programs) {
        return new ProgramExecutor(programs);
    }

    @BindToRegistry
    public Ledger ledger(DataSource dataSource) {
        return new Ledger(dataSource);
    }

    @BindToRegistry
    public Joiner joiner(Programs programs) {
        return new Joiner(
                disk.workFolder(),
                join.timeout(),
                join.gaps(),
                new JoinPrograms(programs, join.ffmpeg(), join.command(), join.soundCommand()));
    }

    @BindToRegistry(destroyMethod = "close")
    public LiveJoins liveJoins(Programs programs) {
        return new LiveJoins(
                disk.workFolder(),
                programs,
                join.ffmpeg(),
                liveJoin.command(),
                join.gaps(),
                liveJoin.most(),
                liveJoin.patience());
    }

    @BindToRegistry
    public Audit audit() {
        return new Audit();
    }

    @BindToRegistry
    public CompletenessReport completenessReport() {
        return new CompletenessReport();
    }

    @BindToRegistry
    public Attempts attempts(CompletenessReport completenessReport, RecordingStore recordingStore, Joiner joiner) {
        return new Attempts(completenessReport, recordingStore, joiner);
    }

    @BindToRegistry(lazy = true)
    public LiveReport liveReport(Ledger ledger) {
        return new LiveReport(disk.workFolder(), join.gaps(), ledger);
    }

    @BindToRegistry
    public HeldLeases finalizing() {
        return new HeldLeases();
    }
}
