package streaming.recording;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Clock;
import javax.sql.DataSource;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.component.aws2.s3.AWS2S3Component;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import streaming.recording.database.DatabaseAddress;
import streaming.recording.database.MigratedDataSource;
import streaming.recording.event.StreamEventReader;
import streaming.recording.event.StreamServiceReader;
import streaming.recording.health.Outage;
import streaming.recording.health.StoreWatch;
import streaming.recording.media.Audit;
import streaming.recording.media.CompletenessReport;
import streaming.recording.media.Joiner;
import streaming.recording.segment.Rendition;
import streaming.recording.segment.SegmentFiles;
import streaming.recording.segment.SegmentInventory;
import streaming.recording.segment.Settling;
import streaming.recording.storage.RecordingStore;
import streaming.recording.storage.S3Clients;
import streaming.recording.storage.SegmentStore;

/** What the routes call by name. Each bean gets its settings here, as values, and knows nothing of where they come from. */
public final class Beans implements CamelConfiguration {

    private final Clock clock = Clock.systemUTC();

    @BindToRegistry
    public DataSource dataSource(CamelContext camel) {
        Settings settings = new Settings(camel);
        DatabaseAddress address = settings.database();
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("database");
        pool.setJdbcUrl(address.jdbcUrl());
        pool.setUsername(address.user());
        pool.setPassword(address.password());
        pool.setMaximumPoolSize(20);
        pool.setConnectionInitSql("SET TIME ZONE 'UTC'");
        pool.setConnectionTimeout(3_000);
        // the service starts without its database, and waits for it
        pool.setInitializationFailTimeout(-1);
        pool.addDataSourceProperty("ApplicationName", "recording-service");
        pool.addDataSourceProperty("socketTimeout", "30");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        return new MigratedDataSource(pool, address.name(), clock);
    }

    @BindToRegistry
    public S3Client s3(CamelContext camel) {
        return client(camel, true);
    }

    @BindToRegistry
    public StoreWatch storeWatch(CamelContext camel, S3Client s3) {
        Settings settings = new Settings(camel);
        return new StoreWatch(s3, clock, settings.text("recorder.recordings.bucket"), settings.text("recorder.segments.bucket"));
    }

    @BindToRegistry
    public AWS2S3Component livesegments(CamelContext camel) {
        // how often a segment is tried is a setting, and the routes' own affair
        return S3Clients.component(client(camel, false));
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

    @BindToRegistry
    public Reasons reasons() {
        return new Reasons();
    }

    @BindToRegistry
    public FinalizingRecordings finalizing() {
        return new FinalizingRecordings();
    }

    @BindToRegistry
    public IdempotentRepository inFlightSegments() {
        return MemoryIdempotentRepository.memoryIdempotentRepository(200_000);
    }

    @BindToRegistry
    public SegmentInventory segmentInventory(CamelContext camel, S3Client s3) {
        return new SegmentInventory(new SegmentStore(s3), new Rendition(new Settings(camel).text("recorder.rendition")));
    }

    @BindToRegistry
    public SegmentFiles segmentFiles(CamelContext camel) {
        return new SegmentFiles(workFolder(camel));
    }

    @BindToRegistry
    public Settling settlingTime(CamelContext camel) {
        return new Settling(clock, new Settings(camel).duration("recorder.settle.time"));
    }

    @BindToRegistry
    public Joiner joiner(CamelContext camel) {
        Settings settings = new Settings(camel);
        return new Joiner(workFolder(camel), settings.ffmpegTimeout(), settings.gaps());
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
    public RecordingStore recordingStore(CamelContext camel, S3Client s3) {
        return new RecordingStore(s3, new Settings(camel).text("recorder.recordings.bucket"));
    }

    private static S3Client client(CamelContext camel, boolean patient) {
        Settings settings = new Settings(camel);
        return S3Clients.client(settings.text("recorder.s3.endpoint"), settings.bool("recorder.s3.ssl"),
                settings.text("recorder.s3.access-key"), settings.text("recorder.s3.secret-key"),
                settings.duration("recorder.segment.timeout"), settings.integer("recorder.capture.parallel") + 32, patient);
    }

    private static Path workFolder(CamelContext camel) {
        return Path.of(new Settings(camel).text("recorder.work.folder")).toAbsolutePath();
    }
}
