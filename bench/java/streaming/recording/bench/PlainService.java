package streaming.recording.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/**
 * The rival of the webhook and the list benchmark: the same two endpoints without Camel. A webhook is one INSERT and
 * acts on nothing; the list is read with a cursor and written as it comes.
 */
final class PlainService {

    private PlainService() {}

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(
                "jdbc:postgresql://" + environment.get("DB_HOST") + ":" + environment.get("DB_PORT") + "/vod_db");
        pool.setUsername("streaming_user");
        pool.setPassword("streaming_pass");
        pool.setMaximumPoolSize(20);
        Router router = Router.router(Vertx.vertx());
        router.get("/health").handler(request -> request.response().end());
        router.post("/webhook/stream")
                .handler(BodyHandler.create(false))
                .blockingHandler(request -> hear(pool, request), false);
        router.get("/recordings").blockingHandler(request -> list(pool, request), false);
        Vertx.vertx()
                .createHttpServer()
                .requestHandler(router)
                .listen(Integer.parseInt(environment.get("PORT")), "127.0.0.1");
    }

    private static void hear(HikariDataSource pool, RoutingContext request) {
        JsonObject event = request.body().asJsonObject();
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO stream_event (kind, stream_key, stream_id, user_id, event_at, acted_at)"
                                + " VALUES (?, ?, CAST(? AS uuid), CAST(? AS uuid), CAST(? AS timestamptz), now()) ON CONFLICT DO NOTHING")) {
            insert.setString(1, event.getString("event"));
            insert.setString(2, event.getString("stream_key"));
            insert.setString(3, event.getString("stream_id"));
            insert.setString(4, event.getString("user_id"));
            insert.setString(5, event.getString("timestamp"));
            insert.executeUpdate();
            request.response()
                    .putHeader("Content-Type", "application/json")
                    .end("{\"message\":\"Webhook processed successfully\"}");
        } catch (SQLException e) {
            request.fail(e);
        }
    }

    private static void list(HikariDataSource pool, RoutingContext request) {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT recording_json(r)::text FROM recordings r ORDER BY started_at DESC, id")) {
                select.setFetchSize(1_000);
                request.response()
                        .setChunked(true)
                        .putHeader("Content-Type", "application/json")
                        .write("{\"recordings\":[");
                StringBuilder page = new StringBuilder();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        page.append(rows.isFirst() ? "" : ",").append(rows.getString(1));
                        if (page.length() > 1 << 16) {
                            request.response()
                                    .write(page.toString())
                                    .toCompletionStage()
                                    .toCompletableFuture()
                                    .join();
                            page.setLength(0);
                        }
                    }
                }
                request.response().end(page + "]}");
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            request.fail(e);
        }
    }
}
