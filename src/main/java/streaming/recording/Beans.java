package streaming.recording;

import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.Vertx;
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
import streaming.recording.database.CountedParameters;
import streaming.recording.database.DatabaseAddress;
import streaming.recording.database.Installation;
import streaming.recording.database.MigratedDataSource;
import streaming.recording.database.ReadOnlyEviction;
import streaming.recording.database.RecordParameters;
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
import streaming.recording.health.TimerProbe;
import streaming.recording.hls.LivePlaylist;
import streaming.recording.http.AnswerHeaders;
import streaming.recording.http.BoundedHttpServer;
import streaming.recording.http.PageFiles;
import streaming.recording.http.WrongTokens;
import streaming.recording.join.Attempts;
import streaming.recording.join.Audit;
import streaming.recording.join.CompletenessReport;
import streaming.recording.join.JoinPrograms;
import streaming.recording.join.Joiner;
import streaming.recording.join.LiveJoins;
import streaming.recording.join.LiveReport;
import streaming.recording.lease.HeldLeases;
import streaming.recording.program.ProgramExecutor;
import streaming.recording.program.Programs;
import streaming.recording.receiver.CappedAnswers;
import streaming.recording.receiver.MessageSignature;
import streaming.recording.receiver.Receivers;
import streaming.recording.segment.FetchTurns;
import streaming.recording.segment.Looks;
import streaming.recording.segment.PlaylistFollower;
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
import streaming.recording.storage.WorkFolders;

/**
 * What the routes call by name. Each bean gets its settings here, as values, and knows nothing of where they come from.
 *
 * <p>Camel calls the methods with fewer parameters first: a bean takes only beans whose methods have fewer than its
 * own.
 */
public final class Beans implements CamelConfiguration {

    private final Clock clock = Clock.systemUTC();
    private final ServiceSettings settings;
    private final WorkFolders workFolders;
    private volatile CamelContext camel;

    Beans(ServiceSettings settings) {
        this.settings = settings;
        workFolders = new WorkFolders(settings.disk().workFolder(), new Installation(() -> camel.getRegistry()
                .lookupByNameAndType("dataSource", DataSource.class)));
    }

    @Override
    public void configure(CamelContext camel) {
        this.camel = camel;
        RecordParameters.register(camel.getTypeConverterRegistry());
        CountedParameters.register(camel);
    }

    @BindToRegistry
    public DataSource dataSource() {
        DatabaseAddress address = settings.database().address();
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("database");
        pool.setJdbcUrl(address.jdbcUrl());
        pool.setUsername(address.user());
        pool.setPassword(address.password());
        pool.setMaximumPoolSize(20);
        // no statement of ours takes as long as PostgreSQL would need to compile it
        pool.setConnectionInitSql("SET TIME ZONE 'UTC'; SET jit = off");
        pool.setExceptionOverride(new ReadOnlyEviction(pool, System::nanoTime));
        pool.setConnectionTimeout(3_000);
        pool.setValidationTimeout(2_000);
        // the service starts without its database, and waits for it
        pool.setInitializationFailTimeout(-1);
        pool.addDataSourceProperty("ApplicationName", "recording-service");
        pool.addDataSourceProperty("socketTimeout", "30");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        return new MigratedDataSource(pool, address, clock);
    }

    @BindToRegistry
    public RowTypes rowTypes() {
        return new RowTypes();
    }

    @BindToRegistry
    public Vertx vertx() {
        return new BoundedHttpServer(
                clock,
                settings.http().requestTime(),
                settings.http().keepAlive(),
                settings.http().answerTime());
    }

    @BindToRegistry
    public WrongTokens wrongTokens() {
        return new WrongTokens(clock);
    }

    @BindToRegistry
    public PeerAddress peerAddress() {
        return settings.webhook().peers();
    }

    @BindToRegistry
    public WebhookSignature webhookSignature() {
        return settings.webhook().signature();
    }

    @BindToRegistry
    public RecordingList recordingList(DataSource dataSource) {
        return new RecordingList(dataSource);
    }

    @BindToRegistry
    public S3Client s3() {
        return client(true);
    }

    @BindToRegistry
    public StoreProbe storeProbe(S3Client s3) {
        return new StoreProbe(
                s3,
                clock,
                "S3 " + (settings.storage().ssl() ? "https://" : "http://")
                        + settings.storage().endpoint() + " (MINIO_ENDPOINT)",
                settings.storage().recordingsBucket(),
                settings.capture().bucket());
    }

    @BindToRegistry
    public DiskProbe diskProbe() {
        return new DiskProbe(
                settings.disk().workFolder(),
                settings.disk().warn(),
                settings.disk().pause(),
                clock);
    }

    @BindToRegistry
    public ProgramProbe programProbe() {
        return new ProgramProbe(
                clock,
                Objects.requireNonNullElse(System.getenv("PATH"), ""),
                Map.of(
                        "FFMPEG",
                        settings.join().ffmpeg(),
                        "FFPROBE",
                        settings.join().ffprobe()));
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
            TimerProbe timerProbe) {
        return new Health(List.of(statementProbe, storeProbe, diskProbe, programProbe, timerProbe));
    }

    @BindToRegistry
    public CappedAnswers cappedAnswers() {
        return new CappedAnswers();
    }

    @BindToRegistry
    public AWS2S3Component livesegments() {
        // how often a segment is tried is a setting, and the routes' own affair
        return S3Clients.component(client(false));
    }

    @BindToRegistry
    public RecordedStreams recordedStreams() {
        return settings.webhook().streams();
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
                Map.of("notify", settings.receivers().urls()));
    }

    @BindToRegistry
    public HeldLeases handingOver() {
        return new HeldLeases();
    }

    @BindToRegistry
    public MessageSignature messageSignature() {
        return settings.receivers().signature();
    }

    @BindToRegistry
    public BackupStore backupStore(S3Client s3) {
        S3Client backup = S3Clients.client(
                settings.backup().endpoint(),
                settings.backup().ssl(),
                settings.backup().accessKey(),
                settings.backup().secretKey().value(),
                settings.capture().timeout(),
                8,
                true);
        return new BackupStore(
                s3,
                settings.storage().recordingsBucket(),
                backup,
                settings.backup().bucket());
    }

    @BindToRegistry
    public FetchTurns fetchTurns() {
        return new FetchTurns(settings.capture().share(), System::nanoTime);
    }

    @BindToRegistry
    public Looks looks() {
        return new Looks();
    }

    @BindToRegistry
    public PlaylistFollower playlistFollower(S3Client s3, SegmentFiles segmentFiles) {
        return new PlaylistFollower(new SegmentStore(s3), segmentFiles, System::nanoTime);
    }

    @BindToRegistry
    public SegmentInventory segmentInventory(S3Client s3, PlaylistFollower playlistFollower) {
        return new SegmentInventory(
                new SegmentStore(s3), new Rendition(settings.capture().rendition()), playlistFollower);
    }

    @BindToRegistry
    public WorkFolders workFolders() {
        return workFolders;
    }

    @BindToRegistry
    public SegmentFiles segmentFiles() {
        return new SegmentFiles(workFolders, settings.capture().timeout());
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
    public PageFiles pageFiles() {
        return new PageFiles(
                settings.storage().publicUrl(),
                !settings.http().adminToken().value().isEmpty());
    }

    @BindToRegistry
    public Settling settling(DiskProbe diskProbe, StoreProbe storeProbe) {
        return new Settling(System::nanoTime, settings.capture().settleTime(), diskProbe, storeProbe);
    }

    @BindToRegistry
    public Joiner joiner(Programs programs) {
        return new Joiner(
                settings.disk().workFolder(),
                settings.join().timeout(),
                settings.join().gaps(),
                new JoinPrograms(
                        programs,
                        settings.join().ffmpeg(),
                        settings.join().command(),
                        settings.join().soundCommand()));
    }

    @BindToRegistry(destroyMethod = "close")
    public LiveJoins liveJoins(Programs programs) {
        return new LiveJoins(
                settings.disk().workFolder(),
                programs,
                settings.join().ffmpeg(),
                settings.liveJoin().command(),
                settings.join().gaps(),
                settings.liveJoin().most(),
                settings.liveJoin().patience());
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
    public Attempts attempts(CompletenessReport completenessReport, RecordingStore recordingStore, Joiner joiner) {
        return new Attempts(completenessReport, recordingStore, joiner);
    }

    @BindToRegistry
    public LiveReport liveReport() {
        return new LiveReport(settings.join().gaps());
    }

    @BindToRegistry
    public RecordingStore recordingStore(S3Client s3) {
        return new RecordingStore(
                s3, settings.storage().recordingsBucket(), settings.storage().partSize());
    }

    @BindToRegistry
    public Posters posters(S3Client s3) {
        return new Posters(
                s3, settings.storage().recordingsBucket(), settings.disk().workFolder(), clock);
    }

    @BindToRegistry
    public Reconciliation reconciliation(S3Client s3) {
        return new Reconciliation(
                s3,
                settings.storage().recordingsBucket(),
                settings.disk().workFolder(),
                workFolders,
                settings.retention().failed(),
                clock);
    }

    @BindToRegistry
    public Figures figures() {
        return new Figures();
    }

    @BindToRegistry
    public DownloadLinks downloadLinks() {
        return new DownloadLinks(
                S3Clients.presigner(
                        settings.storage().publicUrl(),
                        settings.storage().accessKey(),
                        settings.storage().secretKey().value()),
                settings.storage().recordingsBucket(),
                settings.storage().urlLifetime());
    }

    @BindToRegistry
    public MultipartUploads multipartUploads(S3Client s3) {
        return new MultipartUploads(s3, settings.storage().recordingsBucket());
    }

    private S3Client client(boolean patient) {
        return S3Clients.client(
                settings.storage().endpoint(),
                settings.storage().ssl(),
                settings.storage().accessKey(),
                settings.storage().secretKey().value(),
                settings.capture().timeout(),
                settings.capture().parallel() + 32,
                patient);
    }
}
