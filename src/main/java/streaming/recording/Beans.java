package streaming.recording;

import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.aws2.s3.AWS2S3Component;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import streaming.recording.api.RecordingList;
import streaming.recording.config.Settings;
import streaming.recording.database.DatabaseAddress;
import streaming.recording.database.MigratedDataSource;
import streaming.recording.database.RowTypes;
import streaming.recording.event.PeerAddress;
import streaming.recording.event.RecordedStreams;
import streaming.recording.event.RecordingEvents;
import streaming.recording.event.StreamEventReader;
import streaming.recording.event.StreamServiceReader;
import streaming.recording.event.WebhookSignature;
import streaming.recording.failure.Reasons;
import streaming.recording.health.DiskProbe;
import streaming.recording.health.Figures;
import streaming.recording.health.Health;
import streaming.recording.health.Outage;
import streaming.recording.health.ProgramProbe;
import streaming.recording.health.StatementProbe;
import streaming.recording.health.StoreProbe;
import streaming.recording.hls.LivePlaylist;
import streaming.recording.http.AnswerHeaders;
import streaming.recording.http.BoundedHttpServer;
import streaming.recording.http.PageFiles;
import streaming.recording.join.Audit;
import streaming.recording.join.CompletenessReport;
import streaming.recording.join.JoinPrograms;
import streaming.recording.join.Joiner;
import streaming.recording.join.LiveJoins;
import streaming.recording.join.LiveReport;
import streaming.recording.lease.HeldLeases;
import streaming.recording.program.ProgramExecutor;
import streaming.recording.program.Programs;
import streaming.recording.receiver.MessageSignature;
import streaming.recording.receiver.Receivers;
import streaming.recording.segment.FetchTurns;
import streaming.recording.segment.Rendition;
import streaming.recording.segment.SegmentFiles;
import streaming.recording.segment.SegmentInventory;
import streaming.recording.segment.SegmentSources;
import streaming.recording.segment.Settling;
import streaming.recording.segment.Viewers;
import streaming.recording.storage.BackupStore;
import streaming.recording.storage.DownloadLinks;
import streaming.recording.storage.MultipartUploads;
import streaming.recording.storage.Posters;
import streaming.recording.storage.Reconciliation;
import streaming.recording.storage.RecordingStore;
import streaming.recording.storage.S3Clients;
import streaming.recording.storage.SegmentStore;

/**
 * What the routes call by name. Each bean gets its settings here, as values, and knows nothing of where they come from.
 */
public final class Beans implements CamelConfiguration {

    private final Clock clock = Clock.systemUTC();

    @BindToRegistry
    public DataSource dataSource(CamelContext camel) {
        Settings settings = new Settings(camel);
        DatabaseAddress address = settings.database();
        // a connection that broke a moment ago must not be given to a webhook, which does not come again
        System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", "0");
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("database");
        pool.setJdbcUrl(address.jdbcUrl());
        pool.setUsername(address.user());
        pool.setPassword(address.password());
        pool.setMaximumPoolSize(20);
        pool.setConnectionInitSql("SET TIME ZONE 'UTC'");
        pool.setConnectionTimeout(3_000);
        pool.setValidationTimeout(2_000);
        // the service starts without its database, and waits for it
        pool.setInitializationFailTimeout(-1);
        pool.addDataSourceProperty("ApplicationName", "recording-service");
        pool.addDataSourceProperty("socketTimeout", "30");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        return new MigratedDataSource(pool, address.name(), clock);
    }

    @BindToRegistry
    public RowTypes rowTypes() {
        return new RowTypes();
    }

    @BindToRegistry
    public Vertx vertx(CamelContext camel) {
        Settings settings = new Settings(camel);
        return new BoundedHttpServer(
                clock, settings.duration("recorder.http.request-time"), settings.duration("recorder.http.keep-alive"));
    }

    @BindToRegistry
    public PeerAddress peerAddress(CamelContext camel) {
        return new Settings(camel).webhookPeers();
    }

    @BindToRegistry
    public WebhookSignature webhookSignature(CamelContext camel) {
        return new Settings(camel).webhookSignature();
    }

    @BindToRegistry
    public RecordingList recordingList(DataSource dataSource) {
        return new RecordingList(dataSource);
    }

    @BindToRegistry
    public S3Client s3(CamelContext camel) {
        return client(camel, true);
    }

    @BindToRegistry
    public StoreProbe storeProbe(CamelContext camel, S3Client s3) {
        Settings settings = new Settings(camel);
        return new StoreProbe(
                s3, clock, settings.text("recorder.recordings.bucket"), settings.text("recorder.segments.bucket"));
    }

    @BindToRegistry
    public DiskProbe diskProbe(CamelContext camel) {
        Settings settings = new Settings(camel);
        return new DiskProbe(
                workFolder(camel),
                settings.diskLimit("recorder.disk.warn"),
                settings.diskLimit("recorder.disk.pause"),
                clock);
    }

    @BindToRegistry
    public ProgramProbe programProbe(CamelContext camel) {
        Settings settings = new Settings(camel);
        return new ProgramProbe(
                clock,
                Objects.requireNonNullElse(System.getenv("PATH"), ""),
                Map.of(
                        "FFMPEG",
                        settings.text("recorder.ffmpeg.program"),
                        "FFPROBE",
                        settings.text("recorder.ffprobe.program")));
    }

    @BindToRegistry
    public StatementProbe statementProbe() {
        return new StatementProbe(clock);
    }

    @BindToRegistry
    public Health health(
            StatementProbe statementProbe, StoreProbe storeProbe, DiskProbe diskProbe, ProgramProbe programProbe) {
        return new Health(List.of(statementProbe, storeProbe, diskProbe, programProbe));
    }

    @BindToRegistry
    public AWS2S3Component livesegments(CamelContext camel) {
        // how often a segment is tried is a setting, and the routes' own affair
        return S3Clients.component(client(camel, false));
    }

    @BindToRegistry
    public RecordedStreams recordedStreams(CamelContext camel) {
        return new Settings(camel).recordedStreams();
    }

    @BindToRegistry
    public StreamEventReader streamEventReader() {
        return new StreamEventReader(clock);
    }

    @BindToRegistry
    public Outage streamServiceOutage() {
        return new Outage(LoggerFactory.getLogger("recording.fallback"), clock, "The Stream Service");
    }

    @BindToRegistry
    public StreamServiceReader streamServiceReader() {
        return new StreamServiceReader();
    }

    /** For what a route handles: Camel logs nothing of its own, and does not try again. */
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

    @BindToRegistry
    public HeldLeases finalizing() {
        return new HeldLeases();
    }

    @BindToRegistry
    public Receivers receivers(CamelContext camel) {
        return new Receivers(
                group ->
                        camel.getRoutesByGroup(group).stream().map(Route::getId).toList(),
                Map.of("notify", new Settings(camel).notifyUrls()));
    }

    @BindToRegistry
    public HeldLeases handingOver() {
        return new HeldLeases();
    }

    @BindToRegistry
    public MessageSignature messageSignature(CamelContext camel) {
        return new Settings(camel).notifySignature(clock);
    }

    @BindToRegistry
    public BackupStore backupStore(CamelContext camel, S3Client s3) {
        Settings settings = new Settings(camel);
        S3Client backup = S3Clients.client(
                settings.text("recorder.backup.endpoint", "recorder.s3.endpoint"),
                settings.bool("recorder.backup.ssl", "recorder.s3.ssl"),
                settings.text("recorder.backup.access-key", "recorder.s3.access-key"),
                settings.text("recorder.backup.secret-key", "recorder.s3.secret-key"),
                settings.duration("recorder.segment.timeout"),
                8,
                true);
        return new BackupStore(
                s3, settings.text("recorder.recordings.bucket"), backup, settings.text("recorder.backup.bucket"));
    }

    @BindToRegistry
    public FetchTurns fetchTurns(CamelContext camel) {
        return new FetchTurns(new Settings(camel).integer("recorder.capture.share"));
    }

    @BindToRegistry
    public SegmentInventory segmentInventory(CamelContext camel, S3Client s3) {
        return new SegmentInventory(
                new SegmentStore(s3), new Rendition(new Settings(camel).text("recorder.rendition")));
    }

    @BindToRegistry
    public SegmentFiles segmentFiles(CamelContext camel) {
        return new SegmentFiles(workFolder(camel), new Settings(camel).duration("recorder.segment.timeout"));
    }

    @BindToRegistry
    public SegmentSources segmentSources(SegmentFiles segmentFiles, SegmentInventory segmentInventory) {
        return new SegmentSources(segmentFiles, segmentInventory);
    }

    @BindToRegistry
    public LivePlaylist livePlaylist() {
        return new LivePlaylist(clock);
    }

    @BindToRegistry
    public HeaderFilterStrategy answerHeaders() {
        return new AnswerHeaders();
    }

    @BindToRegistry
    public Viewers viewers() {
        return new Viewers(clock);
    }

    @BindToRegistry
    public PageFiles pageFiles(CamelContext camel) {
        return new PageFiles(new Settings(camel).publicS3Url());
    }

    @BindToRegistry
    public Settling settlingTime(CamelContext camel, DiskProbe diskProbe, StoreProbe storeProbe) {
        return new Settling(
                System::nanoTime, new Settings(camel).duration("recorder.settle.time"), diskProbe, storeProbe);
    }

    @BindToRegistry
    public Joiner joiner(CamelContext camel, Programs programs) {
        Settings settings = new Settings(camel);
        return new Joiner(
                workFolder(camel),
                settings.ffmpegTimeout(),
                settings.gaps(),
                new JoinPrograms(
                        programs,
                        settings.text("recorder.ffmpeg.program"),
                        settings.text("recorder.ffmpeg.join"),
                        settings.text("recorder.ffmpeg.join-sound")));
    }

    @BindToRegistry(destroyMethod = "close")
    public LiveJoins liveJoins(CamelContext camel, Programs programs) {
        Settings settings = new Settings(camel);
        return new LiveJoins(
                workFolder(camel),
                programs,
                settings.text("recorder.ffmpeg.program"),
                settings.text("recorder.ffmpeg.join-live"),
                settings.gaps(),
                settings.liveJoins(),
                settings.duration("recorder.live.patience"));
    }

    @BindToRegistry
    public Programs programs() {
        return new Programs();
    }

    @BindToRegistry
    public ProgramExecutor programExecutor(Programs programs) {
        return new ProgramExecutor(programs);
    }

    @BindToRegistry
    public RecordingEvents recordingEvents(CamelContext camel) {
        return new RecordingEvents(camel.createProducerTemplate());
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
    public LiveReport liveReport(CamelContext camel) {
        return new LiveReport(new Settings(camel).gaps());
    }

    @BindToRegistry
    public RecordingStore recordingStore(CamelContext camel, S3Client s3) {
        Settings settings = new Settings(camel);
        return new RecordingStore(
                s3, settings.text("recorder.recordings.bucket"), (long) settings.integer("recorder.upload.part") << 20);
    }

    @BindToRegistry
    public Posters posters(CamelContext camel, S3Client s3) {
        return new Posters(s3, new Settings(camel).text("recorder.recordings.bucket"), workFolder(camel), clock);
    }

    @BindToRegistry
    public Reconciliation reconciliation(CamelContext camel, S3Client s3) {
        Settings settings = new Settings(camel);
        return new Reconciliation(
                s3,
                settings.text("recorder.recordings.bucket"),
                workFolder(camel),
                settings.duration("recorder.keep.failed"),
                clock);
    }

    @BindToRegistry
    public Figures figures() {
        return new Figures();
    }

    @BindToRegistry
    public DownloadLinks downloadLinks(CamelContext camel) {
        Settings settings = new Settings(camel);
        return new DownloadLinks(
                S3Clients.presigner(
                        settings.publicS3Url(),
                        settings.text("recorder.s3.access-key"),
                        settings.text("recorder.s3.secret-key")),
                settings.text("recorder.recordings.bucket"),
                settings.duration("recorder.url.lifetime"));
    }

    @BindToRegistry
    public MultipartUploads multipartUploads(CamelContext camel, S3Client s3) {
        return new MultipartUploads(s3, new Settings(camel).text("recorder.recordings.bucket"));
    }

    private static S3Client client(CamelContext camel, boolean patient) {
        Settings settings = new Settings(camel);
        return S3Clients.client(
                settings.text("recorder.s3.endpoint"),
                settings.bool("recorder.s3.ssl"),
                settings.text("recorder.s3.access-key"),
                settings.text("recorder.s3.secret-key"),
                settings.duration("recorder.segment.timeout"),
                settings.integer("recorder.capture.parallel") + 32,
                patient);
    }

    private static Path workFolder(CamelContext camel) {
        return Path.of(new Settings(camel).text("recorder.work.folder")).toAbsolutePath();
    }
}
