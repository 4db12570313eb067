package streaming.recording.beans;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.spi.HeaderFilterStrategy;
import streaming.recording.database.Cursor;
import streaming.recording.hls.LivePlaylist;
import streaming.recording.hls.PlaylistSegment;
import streaming.recording.http.AnswerHeaders;
import streaming.recording.http.BoundedHttpServer;
import streaming.recording.http.HttpSettings;
import streaming.recording.http.PageFiles;
import streaming.recording.http.WrongTokens;
import streaming.recording.segment.Viewers;
import streaming.recording.storage.StorageSettings;

/** Beans by subject: the HTTP server, and its answers. */
public final class HttpBeans implements CamelConfiguration {

    private final StorageSettings storage;
    private final HttpSettings http;
    private final Clock clock;

    public HttpBeans(StorageSettings storage, HttpSettings http, Clock clock) {
        this.storage = storage;
        this.http = http;
        this.clock = clock;
    }

    @BindToRegistry
    public Vertx vertx() {
        return new BoundedHttpServer(clock, http.requestTime(), http.keepAlive(), http.answerTime());
    }

    @BindToRegistry
    public WrongTokens wrongTokens() {
        return new WrongTokens(clock);
    }

    @BindToRegistry
    public HeaderFilterStrategy answerHeaders() {
        return new AnswerHeaders();
    }

    @BindToRegistry
    public PageFiles pageFiles() {
        return new PageFiles(storage.publicUrl(), !http.adminToken().value().isEmpty());
    }

    @BindToRegistry
    public Cursor<PlaylistSegment> playlistSegments(DataSource dataSource) {
        return new Cursor<>(dataSource, "api/playlist-segments.sql", PlaylistSegment.class, Duration.ofSeconds(30));
    }

    @BindToRegistry
    public LivePlaylist livePlaylist() {
        return new LivePlaylist(clock);
    }

    @BindToRegistry
    public Viewers viewers() {
        return new Viewers(clock);
    }
}
