package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import streaming.recording.embedded.Ports;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/**
 * deploy/gateway/nginx.conf in a real nginx, in front of the real service. Without nginx (environment variable NGINX,
 * PATH, /usr/sbin) these tests are skipped; REQUIRE_NGINX=true makes them fail.
 */
@ExtendWith(RealParts.Extension.class)
class GatewayTest {

    @TempDir
    private static Path folder;

    private final Recorder recorder;

    GatewayTest(Recorder recorder) {
        this.recorder = recorder;
    }

    @BeforeEach
    void nginx_is_here() {
        if ("true".equals(System.getenv("REQUIRE_NGINX"))) {
            assertThat(Gateway.program())
                    .as("nginx, which REQUIRE_NGINX=true asks for")
                    .isPresent();
        }
        assumeThat(Gateway.program())
                .as("nginx: NGINX is not set, none on PATH, none in /usr/sbin (apt-get install nginx-light)")
                .isPresent();
    }

    @Test
    void recordings_are_those_of_the_service() {
        try (Gateway gateway = Gateway.before(recorder)) {
            Stream stream = Stream.on(recorder).started();
            String id = stream.recording().path("id").asText();

            HttpResponse<String> list = gateway.get("/api/recordings");
            HttpResponse<String> one = gateway.get("/api/recordings/" + id);

            assertThat(list.statusCode()).isEqualTo(200);
            assertThat(list.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(recorder.json(list).path("recordings").findValuesAsText("id"))
                    .contains(id);
            assertThat(one.statusCode()).isEqualTo(200);
            assertThat(recorder.json(one)).isEqualTo(recorder.json(recorder.get("/recording/" + id)));
            stream.ended();
        }
    }

    @Test
    void what_the_service_refuses_is_refused_in_its_words() {
        try (Gateway gateway = Gateway.before(recorder)) {
            String unknown = "/" + UUID.randomUUID();

            HttpResponse<String> notFound = gateway.get("/api/recordings" + unknown);
            HttpResponse<String> noId = gateway.get("/api/recordings/newest");

            assertThat(notFound.statusCode()).isEqualTo(404);
            assertThat(notFound.body()).isEqualTo("{\"error\":\"Recording not found\"}");
            assertThat(noId.statusCode()).isEqualTo(400);
            assertThat(noId.body()).isEqualTo(recorder.get("/recording/newest").body());
        }
    }

    @Test
    void a_head_is_the_get_without_its_body() {
        try (Gateway gateway = Gateway.before(recorder)) {
            HttpResponse<String> head = gateway.send("HEAD", "/api/recordings", "");

            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(head.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/health",
                "/openapi.yaml",
                "/recordings",
                "/recording/1",
                "/webhook/stream",
                "/metrics",
                "/api",
                "/api/",
                "/api/health",
                "/api/openapi.yaml",
                "/api/recording/1",
                "/api/webhook/stream",
                "/api/recordings/",
                "/api/recordings/1/",
                "/api/recordings/1/segments",
                "/api/recordings2",
                "/api/recordings/../webhook/stream",
                "/api/recordings/..%2F..%2Fhealth",
                "/api/recordings/%2e%2e/health",
                "/api/recordings/1%0D%0AHost:%20x",
                "/api/recordings/1%3Fx",
                "/api/recordings/1%20HTTP",
                "/api%2Frecordings%2F1%2Fsegments",
                "/not-found",
                "/unavailable"
            })
    void nothing_else_is_there(String path) {
        try (Upstream upstream = new Upstream(200, "{}");
                Gateway gateway = Gateway.before(upstream.address())) {
            for (String method : List.of("GET", "POST")) {
                HttpResponse<String> answer = gateway.send(method, path, method.equals("GET") ? "" : "{}");

                assertThat(answer.statusCode()).as(method).isEqualTo(404);
                assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
                assertThat(answer.body()).isEqualTo("{\"error\":\"Not found\"}");
            }
            assertThat(upstream.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"})
    void nothing_can_be_changed(String method) {
        try (Upstream upstream = new Upstream(200, "{}");
                Gateway gateway = Gateway.before(upstream.address())) {
            for (String path : List.of("/api/recordings", "/api/recordings/1")) {
                HttpResponse<String> answer = gateway.send(method, path, "{}");

                assertThat(answer.statusCode()).isEqualTo(405);
                assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
                assertThat(answer.body()).isEqualTo("{\"error\":\"Method not allowed\"}");
            }
            assertThat(upstream.requests()).isEmpty();
        }
    }

    @Test
    void a_query_string_arrives_as_it_was_sent() {
        try (Upstream upstream = new Upstream(200, "{}");
                Gateway gateway = Gateway.before(upstream.address())) {
            gateway.get("/api/recordings?status=completed&limit=5&cursor=a%2Fb%3D%26");
            gateway.get("/api/recordings/1?x=%0D%0A");

            assertThat(upstream.requests())
                    .containsExactly(
                            "GET /recordings?status=completed&limit=5&cursor=a%2Fb%3D%26",
                            "GET /recordings/1?x=%0D%0A");
        }
    }

    @Test
    void a_body_goes_no_further_than_the_gateway() {
        try (Upstream upstream = new Upstream(200, "{}");
                Gateway gateway = Gateway.before(upstream.address())) {
            assertThat(gateway.send("GET", "/api/recordings", "body").statusCode())
                    .isEqualTo(200);

            assertThat(upstream.requests()).containsExactly("GET /recordings");
        }
    }

    @Test
    void what_the_service_says_of_its_own_trouble_goes_through() {
        String trouble = "{\"error\":\"Database unavailable\"}";
        try (Upstream upstream = new Upstream(503, trouble);
                Gateway gateway = Gateway.before(upstream.address())) {
            HttpResponse<String> answer = gateway.get("/api/recordings");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo(trouble);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:PORT", "recording-service.invalid:8083"})
    void a_service_that_is_down_or_gone_is_unavailable(String address) {
        try (Gateway gateway = Gateway.before(address.replace("PORT", Integer.toString(Ports.free())))) {
            HttpResponse<String> answer = gateway.get("/api/recordings");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(answer.body()).isEqualTo("{\"error\":\"Recording service unavailable\"}");
        }
    }

    @Test
    void a_request_that_is_none_is_answered_in_json_too() {
        try (Gateway gateway = Gateway.before("127.0.0.1:" + Ports.free())) {
            HttpResponse<String> answer = gateway.get("/api/recordings/%00");

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("{\"error\":\"Bad request\"}");
        }
    }

    /**
     * nginx with the gateway's configuration, except for its port, the service's address and where nginx puts its
     * files.
     */
    private static final class Gateway implements AutoCloseable {

        private static final Path CONFIGURATION = Path.of("deploy", "gateway", "nginx.conf");
        private static final Path LOG = Path.of("target", "gateway.log");

        private final HttpClient http = HttpClient.newHttpClient();
        private final int port = Ports.free();
        private final Process process;

        private Gateway(String service) {
            try {
                // nginx, started as root, works as another user
                Path prefix = Files.createTempDirectory(folder, "nginx");
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.setPosixFilePermissions(prefix, PosixFilePermissions.fromString("rwxr-xr-x"));
                String text = Files.readString(CONFIGURATION);
                text = replace(text, "listen 8080;", "listen 127.0.0.1:" + port + ";");
                text = replace(
                        text,
                        "set $recording_service recording-service:8083;",
                        "set $recording_service " + service + ";");
                text = replace(
                        text,
                        "http {",
                        "http {\n"
                                + String.join(
                                        "\n",
                                        "client_body_temp_path body;",
                                        "proxy_temp_path proxy;",
                                        "fastcgi_temp_path fastcgi;",
                                        "uwsgi_temp_path uwsgi;",
                                        "scgi_temp_path scgi;"));
                Path configuration = Files.writeString(prefix.resolve("nginx.conf"), text);
                process = new ProcessBuilder(
                                program().orElseThrow(),
                                "-p",
                                prefix + "/",
                                "-c",
                                configuration.toString(),
                                "-e",
                                "stderr",
                                "-g",
                                "daemon off; pid " + prefix.resolve("nginx.pid") + ";")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()))
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            try {
                await("nginx answers; see " + LOG)
                        .atMost(Duration.ofSeconds(20))
                        .pollInterval(Duration.ofMillis(10))
                        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                        .failFast("nginx has stopped; see " + LOG, () -> !process.isAlive())
                        .until(() -> get("/").statusCode() == 404);
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        static Gateway before(Recorder recorder) {
            return before("127.0.0.1:" + recorder.uri("/").getPort());
        }

        /** @param service host:port */
        static Gateway before(String service) {
            return new Gateway(service);
        }

        static Optional<String> program() {
            List<String> candidates = new ArrayList<>();
            Optional.ofNullable(System.getenv("NGINX")).ifPresent(candidates::add);
            for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
                candidates.add(Path.of(directory, "nginx").toString());
            }
            candidates.add("/usr/sbin/nginx");
            return candidates.stream()
                    .filter(candidate -> Files.isExecutable(Path.of(candidate)))
                    .findFirst();
        }

        private static String replace(String text, String literal, String other) {
            assertThat(text)
                    .as(CONFIGURATION + " is what this test knows how to change")
                    .containsOnlyOnce(literal);
            return text.replace(literal, other);
        }

        HttpResponse<String> get(String path) {
            return send("GET", path, "");
        }

        HttpResponse<String> send(String method, String path, String body) {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            try {
                return http.send(
                        HttpRequest.newBuilder(uri)
                                .timeout(Duration.ofSeconds(30))
                                .method(
                                        method,
                                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            process.destroy();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Stands where the service would, and keeps what it was asked. */
    private static final class Upstream implements AutoCloseable {

        private final List<String> requests = new CopyOnWriteArrayList<>();
        private final HttpServer server;

        Upstream(int status, String json) {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/", exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI()
                        + (body.isEmpty() ? "" : " " + body));
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(status, json.length());
                exchange.getResponseBody().write(json.getBytes(StandardCharsets.UTF_8));
                exchange.close();
            });
            server.start();
        }

        String address() {
            return "127.0.0.1:" + server.getAddress().getPort();
        }

        List<String> requests() {
            return requests;
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
