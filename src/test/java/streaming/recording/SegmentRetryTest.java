package streaming.recording;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** A segment that cannot be fetched: tried MAX_RETRY_ATTEMPTS times, then again later, and given up only at the end. */
@ExtendWith(RealParts.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SegmentRetryTest {

    private static final List<Path> SOURCE = Segments.of(Duration.ofSeconds(8)).make();

    private final WireMockServer store =
            new WireMockServer(WireMockConfiguration.options().dynamicPort().preserveHostHeader(true));
    private Recorder recorder;

    @BeforeAll
    void start(RealParts parts) {
        store.start();
        store.stubFor(any(anyUrl())
                .atPriority(10)
                .willReturn(aResponse().proxiedFrom(parts.s3().endpoint().toString())));
        recorder = parts.recorder()
                .with("MINIO_ENDPOINT", "localhost:" + store.port())
                .start();
    }

    @AfterAll
    void stop() {
        recorder.close();
        store.stop();
    }

    @Test
    void a_segment_that_fails_twice_is_there_at_the_third_attempt() {
        Stream stream = Stream.on(recorder);
        String path = path(stream, 1);
        store.stubFor(get(urlPathEqualTo(path))
                .inScenario(path)
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse().withStatus(500))
                .willSetStateTo("once"));
        store.stubFor(get(urlPathEqualTo(path))
                .inScenario(path)
                .whenScenarioStateIs("once")
                .willReturn(aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE))
                .willSetStateTo("twice"));
        store.stubFor(get(urlPathEqualTo(path))
                .inScenario(path)
                .whenScenarioStateIs("twice")
                .willReturn(aResponse()
                        .proxiedFrom(recorder.s3()
                                .serviceClientConfiguration()
                                .endpointOverride()
                                .orElseThrow()
                                .toString())));

        stream.started().putAll(SOURCE).ended().awaitCompleted();

        assertThat(store.countRequestsMatching(
                                getRequestedFor(urlPathEqualTo(path)).build())
                        .getCount())
                .isEqualTo(3);
        assertThat(Decoded.of(SOURCE).difference(Decoded.of(stream.mp4()))).isEmpty();
        JsonNode retried = stream.awaitStory("segment.retried");
        assertThat(retried.path("retries").asInt()).isEqualTo(2);
        assertThat(retried.path("object_key").asText()).isEqualTo(stream.key() + "/segment_001.ts");
        assertThat(retried.path("cause").asText())
                .as("why the attempt before failed")
                .isNotBlank();
    }

    @Test
    void a_segment_that_can_never_be_fetched_is_given_up_at_the_end_and_said_to_be_missing() {
        Stream stream = Stream.on(recorder);
        String path = path(stream, 1);
        store.stubFor(get(urlPathEqualTo(path)).willReturn(aResponse().withStatus(403)));

        stream.started().putAll(SOURCE).awaitCaptured(3);
        await("it is tried again at a later poll")
                .atMost(Duration.ofSeconds(30))
                .until(() -> store.countRequestsMatching(
                                        getRequestedFor(urlPathEqualTo(path)).build())
                                .getCount()
                        > 3);
        stream.ended().awaitCompleted();

        assertThat(stream.report().at("/report/segments/missing").asInt()).isEqualTo(1);
        assertThat(stream.report().at("/report/holes/0/cause").asText())
                .startsWith("segment 1 is missing: ")
                .contains("403");
        assertThat(recorder.logged()).contains("Download given up: " + stream.key() + "/segment_001.ts");
        assertThat(stream.story())
                .filteredOn(event -> event.path("kind").asText().equals("segment.given-up"))
                .as("once, however often it is tried")
                .singleElement()
                .satisfies(event -> assertThat(event.path("cause").asText()).contains("403"));
    }

    @Test
    void a_segment_of_the_right_length_and_wrong_bytes_is_fetched_again() throws IOException {
        Stream stream = Stream.on(recorder).putAll(SOURCE);
        String path = path(stream, 1);
        store.stubFor(get(urlPathEqualTo(path))
                .inScenario(path)
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(flipped(stream))
                .willSetStateTo("once"));

        stream.started().ended().awaitCompleted();

        assertThat(Decoded.of(SOURCE).difference(Decoded.of(stream.mp4()))).isEmpty();
        assertThat(stream.awaitStory("segment.retried").path("cause").asText()).contains("MD5");
        assertThat(stream.report().at("/report/coverage").asDouble()).isEqualTo(100);
    }

    @Test
    @Tag("long")
    void a_segment_that_always_comes_with_wrong_bytes_is_missing() throws IOException {
        Stream stream = Stream.on(recorder).putAll(SOURCE);
        store.stubFor(get(urlPathEqualTo(path(stream, 1))).willReturn(flipped(stream)));

        stream.started().awaitCaptured(3).ended().awaitCompleted();

        assertThat(stream.report().at("/report/segments/missing").asInt()).isEqualTo(1);
        assertThat(stream.report().at("/report/holes/0/cause").asText())
                .startsWith("segment 1 is missing: ")
                .contains("MD5");
    }

    /** The second segment as the store would send it, but for one bit in its middle. */
    private ResponseDefinitionBuilder flipped(Stream stream) throws IOException {
        byte[] bytes = Files.readAllBytes(SOURCE.get(1));
        bytes[bytes.length / 2] ^= 1;
        HeadObjectResponse object = recorder.s3()
                .headObject(head -> head.bucket(recorder.segmentsBucket()).key(stream.key() + "/segment_001.ts"));
        return aResponse()
                .withBody(bytes)
                .withHeader("ETag", object.eTag())
                .withHeader(
                        "Last-Modified",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                object.lastModified().atOffset(ZoneOffset.UTC)));
    }

    @Test
    @Tag("long")
    void a_segment_whose_download_always_breaks_off_is_given_up_too() {
        Stream stream = Stream.on(recorder);
        store.stubFor(
                get(urlPathEqualTo(path(stream, 1))).willReturn(aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK)));

        stream.started().putAll(SOURCE).awaitCaptured(3).ended().awaitCompleted();

        assertThat(stream.report().at("/report/segments/missing").asInt()).isEqualTo(1);
        assertThat(stream.story())
                .filteredOn(event -> event.path("kind").asText().equals("segment.given-up"))
                .hasSize(1);
    }

    @Test
    void a_segment_that_hangs_holds_up_no_other() {
        Stream stream = Stream.on(recorder);
        store.stubFor(get(urlPathEqualTo(path(stream, 0)))
                .willReturn(aResponse().withStatus(200).withFixedDelay(20_000)));

        stream.started().putAll(SOURCE);

        stream.awaitCaptured(3);
    }

    private String path(Stream stream, int number) {
        return "/" + recorder.segmentsBucket() + "/" + stream.key() + "/segment_00" + number + ".ts";
    }
}
