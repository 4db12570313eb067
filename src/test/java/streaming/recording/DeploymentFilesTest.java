package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import streaming.recording.config.Durations;
import streaming.recording.database.DatabaseAddress;

/**
 * docker-compose.yml, Dockerfile and the gateway's configuration say what the contract says, and agree with each other.
 */
class DeploymentFilesTest {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+):-([^${}]*)}");
    private static final Pattern SETTING = Pattern.compile("\\{\\{env:([A-Z0-9_]+):(.*)}}");

    @Test
    void the_service_is_where_the_contract_says() throws IOException {
        Map<?, ?> service = service("recording-service");

        assertThat(service.get("container_name")).isEqualTo("streaming-recording");
        assertThat(service.get("build")).isEqualTo(".");
        assertThat(service.get("restart")).isEqualTo("unless-stopped");
        assertThat(list(service, "ports")).containsExactly("8083:8083");
        assertThat(list(service, "volumes")).containsExactly("/tmp/recordings:/tmp/recordings");
        assertThat(map(service, "depends_on").keySet())
                .extracting(Object::toString)
                .contains("postgres", "minio", "stream-service");
        assertThat(map(service, "healthcheck").get("test").toString()).contains("/health");
    }

    @Test
    void every_variable_of_the_contract_is_set_to_its_default() throws IOException {
        Map<?, ?> environment = map(service("recording-service"), "environment");

        assertThat(environment.keySet())
                .extracting(Object::toString)
                .contains(
                        "DATABASE_URL",
                        "DB_HOST",
                        "DB_PORT",
                        "DB_USER",
                        "DB_PASSWORD",
                        "DB_NAME",
                        "MINIO_ENDPOINT",
                        "MINIO_ACCESS_KEY",
                        "MINIO_SECRET_KEY",
                        "MINIO_USE_SSL",
                        "MINIO_BUCKET",
                        "PORT",
                        "STREAM_SERVICE_URL",
                        "VOD_SERVICE_URL",
                        "MONITOR_INTERVAL",
                        "SEGMENT_DOWNLOAD_TIMEOUT",
                        "MAX_RETRY_ATTEMPTS");
        Map<String, String> read = new LinkedHashMap<>(settings());
        // what only compose knows: the name of the store outside, and that the network is ours
        read.put("PUBLIC_S3_URL", "http://localhost:9000");
        read.put("MANAGEMENT_HOST", "0.0.0.0");
        // and that neither neighbour is there unless somebody says so
        read.put("STREAM_SERVICE_URL", "");
        read.put("VOD_SERVICE_URL", "");
        environment.forEach((name, value) -> assertThat(Objects.toString(value, ""))
                .as(name + " in docker-compose.yml, and its default in application.properties")
                .isEqualTo(read.get(name)));
    }

    @Test
    void the_files_that_add_a_queue_set_what_the_service_reads() throws IOException {
        for (String file : List.of("docker-compose.kafka.yml", "docker-compose.rabbitmq.yml")) {
            String text = Files.readString(Path.of(file)).replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1");
            Map<?, ?> added =
                    map((Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text), "services");

            Map<?, ?> environment = map(map(added, "recording-service"), "environment");
            assertThat(environment.keySet())
                    .extracting(Object::toString)
                    .contains("EVENTS_FROM", "EVENTS_TO")
                    .isSubsetOf(settings().keySet());
            assertThat(environment.get("EVENTS_TO").toString()).matches(".*:recordings(\\?brokers=kafka:9092)?");
        }
    }

    @Test
    void the_variables_of_the_platform_are_used() throws IOException {
        String text = Files.readString(Path.of("docker-compose.yml"));

        assertThat(text)
                .contains(
                        "DATABASE_URL: ${VOD_DB_URL:-",
                        "MINIO_BUCKET: ${MINIO_BUCKET_RECORDINGS:-",
                        "PORT: ${RECORDING_SERVICE_PORT:-");
    }

    @Test
    void the_database_is_the_one_that_the_service_asks_for() throws IOException {
        Map<?, ?> made = map(service("postgres"), "environment");
        Map<?, ?> asked = map(service("recording-service"), "environment");

        assertThat(made.get("POSTGRES_USER")).isEqualTo(asked.get("DB_USER"));
        assertThat(made.get("POSTGRES_PASSWORD")).isEqualTo(asked.get("DB_PASSWORD"));
        assertThat(made.get("POSTGRES_DB")).isEqualTo(asked.get("DB_NAME"));
    }

    @Test
    void the_url_of_the_contract_is_the_same_database() {
        assertThat(DatabaseAddress.of("postgres://streaming_user:streaming_pass@postgres:5432/vod_db?sslmode=disable"))
                .isEqualTo(new DatabaseAddress(
                        "jdbc:postgresql://postgres:5432/vod_db?sslmode=disable",
                        "streaming_user",
                        "streaming_pass",
                        "vod_db"));
    }

    @Test
    void the_store_has_its_buckets_and_only_recordings_are_public() throws IOException {
        Map<?, ?> minio = service("minio");
        Map<?, ?> buckets = service("minio-buckets");
        Map<?, ?> asked = map(service("recording-service"), "environment");

        assertThat(minio.get("container_name")).isEqualTo("streaming-minio");
        assertThat(list(minio, "ports")).containsExactly("9000:9000", "127.0.0.1:9001:9001");
        assertThat(map(minio, "environment").get("MINIO_ROOT_USER")).isEqualTo(asked.get("MINIO_ACCESS_KEY"));
        assertThat(map(minio, "environment").get("MINIO_ROOT_PASSWORD")).isEqualTo(asked.get("MINIO_SECRET_KEY"));
        assertThat(map(minio, "environment").get("MC_HOST_minio"))
                .as("the alias `minio` of mc inside streaming-minio")
                .isEqualTo("http://minioadmin:minioadmin123@localhost:9000");
        assertThat(map(buckets, "environment").get("RECORDINGS")).isEqualTo(asked.get("MINIO_BUCKET"));
        String command = list(buckets, "command").get(0);
        assertThat(command)
                .contains("mc mb --ignore-existing minio/live-segments minio/live-streams \"minio/$$RECORDINGS\"")
                .contains("mc anonymous set-json /tmp/anonymous.json \"minio/$$RECORDINGS\"")
                .doesNotContain("mc anonymous set download");
        assertThat(policies(command).get(0).findPath("Action"))
                .as("an object can be read by who knows its name, and nothing be listed")
                .extracting(JsonNode::asText)
                .containsExactly("s3:GetObject");
    }

    @Test
    void the_service_may_have_a_user_of_the_store_with_the_rights_that_it_needs() throws IOException {
        String command = list(service("minio-buckets"), "command").get(0);
        Map<String, List<String>> rights = new LinkedHashMap<>();
        for (JsonNode statement : policies(command).get(1).path("Statement")) {
            for (JsonNode resource : statement.path("Resource")) {
                statement.path("Action").forEach(action -> rights.computeIfAbsent(
                                resource.asText().replace("arn:aws:s3:::", ""), name -> new ArrayList<>())
                        .add(action.asText().replace("s3:", "")));
            }
        }

        assertThat(rights)
                .containsEntry("live-segments/*", List.of("GetObject"))
                .containsEntry("live-segments", List.of("ListBucket", "GetBucketLocation"))
                .containsEntry("$$RECORDINGS", List.of("ListBucket", "GetBucketLocation", "ListBucketMultipartUploads"))
                .containsEntry(
                        "$$RECORDINGS/*",
                        List.of(
                                "GetObject",
                                "PutObject",
                                "DeleteObject",
                                "AbortMultipartUpload",
                                "ListMultipartUploadParts"));
        assertThat(command).contains("mc admin policy attach minio recorder --user \"$$ACCESS_KEY\"");
    }

    @Test
    void a_container_writes_only_where_it_must_gains_no_right_and_fills_no_disk() throws IOException {
        Map<?, ?> recorder = service("recording-service");
        assertThat(recorder.get("read_only")).isEqualTo(true);
        assertThat(list(recorder, "tmpfs")).containsExactly("/tmp:size=512m,mode=1777");
        assertThat(list(recorder, "cap_drop")).containsExactly("ALL");
        assertThat(recorder.get("mem_limit")).isEqualTo("2g");
        for (Object name : services().keySet()) {
            Map<?, ?> service = service(name.toString());
            assertThat(list(service, "security_opt")).as(name.toString()).contains("no-new-privileges:true");
            assertThat(map(map(service, "logging"), "options").get("max-size"))
                    .as(name.toString())
                    .isEqualTo("10m");
        }
    }

    /** The JSON texts that the command writes into files. */
    private static List<JsonNode> policies(String command) throws IOException {
        List<JsonNode> policies = new ArrayList<>();
        Matcher text = Pattern.compile("(?s)<<POLICY\n(.+?)\nPOLICY").matcher(command);
        while (text.find()) {
            policies.add(new ObjectMapper().readTree(text.group(1)));
        }
        return policies;
    }

    @Test
    void the_gateway_leads_to_the_service() throws IOException {
        Map<?, ?> gateway = service("gateway");
        String configuration = list(gateway, "volumes").get(0).split(":")[0];

        assertThat(gateway.get("container_name")).isEqualTo("streaming-gateway");
        assertThat(list(gateway, "ports")).containsExactly("8080:8080");
        assertThat(configuration).isEqualTo("./deploy/gateway/nginx.conf");
        assertThat(Files.readString(Path.of(configuration))).contains("listen 8080;", " recording-service:8083;");
    }

    @Test
    void a_stop_leaves_time_for_the_work_under_way() throws IOException {
        String properties = Files.readString(Path.of("application.properties"));
        Matcher shutdown =
                Pattern.compile("(?m)^camel.main.shutdownTimeout = (\\d+)$").matcher(properties);

        assertThat(shutdown.find()).isTrue();
        assertThat(Durations.parse((String) service("recording-service").get("stop_grace_period"))
                        .toSeconds())
                .isGreaterThan(Long.parseLong(shutdown.group(1)));
    }

    @Test
    void what_the_image_is_made_of_is_here_and_is_sent_to_its_build() throws IOException {
        List<String> ignore = Files.readAllLines(Path.of(".dockerignore"));
        assertThat(ignore).contains("*");
        for (String source : copied("")) {
            assertThat(Path.of(source)).exists();
            assertThat(ignore).contains("!" + source);
        }
    }

    @Test
    void what_the_build_makes_is_what_the_image_takes() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(copied("--from=build ")).containsExactly("/build/target/lib", "/build/target/recording-service.jar");
        assertThat(pom)
                .contains(
                        "<finalName>recording-service</finalName>",
                        "<classpathPrefix>lib/</classpathPrefix>",
                        "<outputDirectory>${project.build.directory}/lib</outputDirectory>");
    }

    @Test
    void the_image_runs_java_itself_and_not_as_root() throws IOException {
        String dockerfile = Files.readString(Path.of("Dockerfile"));

        assertThat(dockerfile)
                .containsPattern("(?m)^ENTRYPOINT \\[\"java\", .*\"-jar\", \"recording-service.jar\"]$")
                .as("the archive of classes that is made is the one that is used")
                .contains(
                        "-XX:ArchiveClassesAtExit=recording-service.jsa ",
                        "-XX:SharedArchiveFile=recording-service.jsa\"")
                .containsPattern("(?m)^USER 10001:10001$")
                .containsPattern("(?m)^EXPOSE 8083$")
                .containsPattern("apt-get install .* ffmpeg ")
                .containsPattern("HEALTHCHECK [^\\n]*\\\\\\n.*/health");
        assertThat(service("recordings-folder").get("entrypoint"))
                .as("the owner of the host's folder is the image's user")
                .isEqualTo(List.of("chown", "10001:10001", "/tmp/recordings"));
    }

    /** The sources of the COPY lines that begin so; the last argument is the target. */
    private static List<String> copied(String option) throws IOException {
        List<String> sources = new ArrayList<>();
        Matcher copy = Pattern.compile("(?m)^COPY " + option + "(?!--)(.+) \\S+$")
                .matcher(Files.readString(Path.of("Dockerfile")));
        while (copy.find()) {
            sources.addAll(List.of(copy.group(1).split(" ")));
        }
        assertThat(sources).isNotEmpty();
        return sources;
    }

    /** Environment variables that application.properties reads, with their defaults. */
    private static Map<String, String> settings() throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of("application.properties"))) {
            Matcher setting = SETTING.matcher(line);
            if (!line.startsWith("#") && setting.find()) {
                settings.put(setting.group(1), setting.group(2));
            }
        }
        return settings;
    }

    /** The services of docker-compose.yml as they are with no variable set. */
    private static Map<?, ?> services() throws IOException {
        String text = Files.readString(Path.of("docker-compose.yml"));
        // a default may be another variable
        for (Matcher variable = VARIABLE.matcher(text); variable.find(); variable = VARIABLE.matcher(text)) {
            text = variable.replaceAll("$2");
        }
        assertThat(text).as("every variable has a default").doesNotContain("${");
        Map<?, ?> file = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
        return map(file, "services");
    }

    private static Map<?, ?> service(String name) throws IOException {
        return map(services(), name);
    }

    private static Map<?, ?> map(Map<?, ?> parent, String key) {
        assertThat(parent.get(key)).as(key).isInstanceOf(Map.class);
        return (Map<?, ?>) parent.get(key);
    }

    private static List<String> list(Map<?, ?> parent, String key) {
        assertThat(parent.get(key)).as(key).isInstanceOf(List.class);
        return ((List<?>) parent.get(key)).stream().map(Object::toString).toList();
    }
}
