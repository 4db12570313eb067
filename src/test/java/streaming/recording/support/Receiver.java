package streaming.recording.support;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Stands in for a service that is told of recordings: what it answers is what the test says. */
public final class Receiver implements AutoCloseable {

    private final WireMockServer wireMock;

    public Receiver() {
        this(0);
    }

    /** @param port where nothing listens */
    public Receiver(int port) {
        wireMock = new WireMockServer(
                port == 0
                        ? WireMockConfiguration.options().dynamicPort()
                        : WireMockConfiguration.options().port(port));
        wireMock.start();
    }

    public String url() {
        return wireMock.baseUrl();
    }

    public int port() {
        return wireMock.port();
    }

    /** From now on, to all that is posted there. */
    public Receiver answers(String path, int status, String body) {
        wireMock.stubFor(
                post(urlEqualTo(path)).willReturn(aResponse().withStatus(status).withBody(body)));
        return this;
    }

    /** From now on, to what is posted there and has this text in its body. */
    public Receiver answers(String path, String text, int status, String body) {
        return answersLate(path, text, status, body, Duration.ZERO);
    }

    public Receiver answersLate(String path, String text, int status, String body, Duration delay) {
        wireMock.stubFor(post(urlEqualTo(path))
                .withRequestBody(containing(text))
                .willReturn(aResponse().withStatus(status).withBody(body).withFixedDelay((int) delay.toMillis())));
        return this;
    }

    /** What was posted there and has this text in its body, in its order. */
    public List<LoggedRequest> received(String path, String text) {
        return wireMock.findAll(postRequestedFor(urlEqualTo(path)).withRequestBody(containing(text))).stream()
                .sorted(Comparator.comparing(LoggedRequest::getLoggedDate))
                .toList();
    }

    /** Everything that was asked of it. */
    public List<LoggedRequest> received() {
        return wireMock.findAll(anyRequestedFor(anyUrl()));
    }

    @Override
    public void close() {
        wireMock.stop();
    }
}
