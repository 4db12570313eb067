package streaming.recording.support;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Stands in for the Stream Service (neighbours): which streams are live is what the test says. */
public final class StreamService implements AutoCloseable {

    private final WireMockServer wireMock =
            new WireMockServer(WireMockConfiguration.options().dynamicPort());
    private final Map<String, String> live = new LinkedHashMap<>();

    public StreamService() {
        wireMock.start();
        list();
    }

    public String url() {
        return wireMock.baseUrl();
    }

    public StreamService live(Stream stream, Instant startedAt) {
        return live(stream.key(), stream.id(), startedAt);
    }

    public StreamService live(String key, UUID id, Instant startedAt) {
        String described = describe(key, id, "live", startedAt);
        live.put(key, described);
        list();
        one(key, id, described);
        return this;
    }

    public StreamService offline(Stream stream) {
        live.remove(stream.key());
        list();
        one(stream.key(), stream.id(), describe(stream.key(), stream.id(), "offline", Instant.now()));
        return this;
    }

    /** Listed as live no longer, while the stream itself is said to be live. */
    public StreamService unlisted(Stream stream) {
        live.remove(stream.key());
        list();
        return this;
    }

    public StreamService unknown(Stream stream) {
        live.remove(stream.key());
        list();
        wireMock.stubFor(get(urlEqualTo("/streams/" + stream.id()))
                .willReturn(aResponse().withStatus(404).withBody("{\"error\":\"Stream not found\"}")));
        return this;
    }

    /** Every question is answered so, until the next list. */
    public StreamService answers(int status, String body) {
        wireMock.resetAll();
        wireMock.stubFor(any(anyUrl())
                .willReturn(aResponse()
                        .withStatus(status)
                        .withHeader("Content-Type", "application/json")
                        .withBody(body)));
        return this;
    }

    /** Listed as live, with fields that are not needed and make no sense. */
    public StreamService liveOddly(Stream stream) {
        live.put(
                stream.key(),
                "{\"id\":7,\"stream_key\":\"" + stream.key()
                        + "\",\"status\":\"live\",\"user_id\":\"me\",\"title\":null,\"started_at\":\"just now\"}");
        list();
        return this;
    }

    /** Not listed as live; whoever asks for this stream is told that another one is offline. */
    public StreamService mistakes(Stream stream) {
        live.remove(stream.key());
        list();
        String other = describe("another", UUID.randomUUID(), "offline", Instant.now());
        wireMock.stubFor(get(urlEqualTo("/streams/" + stream.id())).willReturn(okJson(other)));
        wireMock.stubFor(get(urlEqualTo("/streams/by-key/" + stream.key())).willReturn(okJson(other)));
        return this;
    }

    public int asked(String path) {
        return wireMock.countRequestsMatching(getRequestedFor(urlEqualTo(path)).build())
                .getCount();
    }

    /** What it answers when it is told that a recording of this key is done. */
    public StreamService answersWhenTold(String key, int status) {
        wireMock.stubFor(post(urlEqualTo("/webhooks/recording-complete"))
                .withRequestBody(containing(key))
                .willReturn(aResponse()
                        .withStatus(status)
                        .withHeader("Location", url() + "/elsewhere")
                        .withHeader("Retry-After", "0")));
        return this;
    }

    /** What it was told of the recordings of this key, one after the other. */
    public List<String> told(String key) {
        return wireMock
                .findAll(postRequestedFor(urlEqualTo("/webhooks/recording-complete"))
                        .withRequestBody(containing(key)))
                .stream()
                .sorted(Comparator.comparing(LoggedRequest::getLoggedDate))
                .map(LoggedRequest::getBodyAsString)
                .toList();
    }

    /** An empty list is null, as Go writes it. */
    private void list() {
        String list = live.isEmpty() ? "null" : live.values().stream().collect(Collectors.joining(",", "[", "]"));
        wireMock.stubFor(get(urlEqualTo("/streams/live")).willReturn(okJson("{\"streams\":" + list + "}")));
    }

    private void one(String key, UUID id, String described) {
        wireMock.stubFor(get(urlEqualTo("/streams/" + id)).willReturn(okJson(described)));
        wireMock.stubFor(get(urlEqualTo("/streams/by-key/" + key)).willReturn(okJson(described)));
    }

    private static String describe(String key, UUID id, String status, Instant startedAt) {
        ObjectNode stream = new ObjectMapper().createObjectNode();
        return stream.put("id", id.toString())
                .put("stream_key", key)
                .put("status", status)
                .put("hls_url", "http://cdn.example/" + key + "/playlist.m3u8")
                .put("user_id", "0b8f7c9e-1d2c-4f5a-8b6d-7e9f0a1b2c3d")
                .put("title", "A title")
                .put("started_at", startedAt.toString())
                .toString();
    }

    @Override
    public void close() {
        wireMock.stop();
    }
}
