package streaming.recording.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A real Chromium without a window, that knows no host but this one. Program: environment variable CHROMIUM, else
 * /usr/bin/chromium, else PATH; its driver likewise, CHROMEDRIVER and chromedriver. Without them tests are skipped;
 * REQUIRE_CHROMIUM=true makes them fail.
 */
public final class Browser implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChromeDriver driver;
    private final URI home;
    private final Path profile;
    private final List<String> kept = new ArrayList<>();

    private Browser(URI home, String program, String driverProgram) throws IOException {
        this.home = home;
        profile = Files.createTempDirectory("browser");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program);
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--mute-audio",
                "--hide-scrollbars",
                "--autoplay-policy=no-user-gesture-required",
                "--lang=en-GB",
                "--user-data-dir=" + profile,
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1");
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File(driverProgram))
                        .usingAnyFreePort()
                        .withLogOutput(java.io.OutputStream.nullOutputStream())
                        .build(),
                options);
    }

    /**
     * What the page asked for.
     *
     * @param sent seconds on a clock of the browser, as is {@code received}, which is infinite while it is awaited
     * @param bytes of the answer with its head; 0 when the browser had it
     */
    public record Request(String path, double sent, double received, long bytes) {}

    /** @param recorder whose page is shown */
    public static Browser on(Recorder recorder) {
        return at(recorder.uri("/"));
    }

    /** @param home of the page */
    public static Browser at(URI home) {
        Optional<String> program = find("CHROMIUM", "chromium", "google-chrome");
        Optional<String> driver = find("CHROMEDRIVER", "chromedriver");
        if ("true".equals(System.getenv("REQUIRE_CHROMIUM"))) {
            assertThat(program)
                    .as("Chromium, which REQUIRE_CHROMIUM=true asks for")
                    .isPresent();
            assertThat(driver)
                    .as("chromedriver, which REQUIRE_CHROMIUM=true asks for")
                    .isPresent();
        }
        assumeThat(program.isPresent() && driver.isPresent())
                .as("Chromium and its driver: neither CHROMIUM and CHROMEDRIVER are"
                        + " set, nor are they in /usr/bin or on PATH (apt-get install chromium chromium-driver)")
                .isTrue();
        try {
            return new Browser(home, program.get(), driver.get()).desktop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> find(String variable, String... names) {
        List<String> candidates = new ArrayList<>();
        Optional.ofNullable(System.getenv(variable)).ifPresent(candidates::add);
        for (String folder : ("/usr/bin:" + System.getenv().getOrDefault("PATH", "")).split(":")) {
            Stream.of(names)
                    .forEach(name -> candidates.add(Path.of(folder, name).toString()));
        }
        return candidates.stream()
                .filter(candidate -> Files.isExecutable(Path.of(candidate)))
                .findFirst();
    }

    public Browser desktop() {
        return size(1280, 860, 1, false);
    }

    public Browser phone() {
        return size(390, 844, 2, true);
    }

    /** The narrowest that WCAG asks for (1.4.10). */
    public Browser narrow() {
        return size(320, 640, 2, true);
    }

    public Browser tablet() {
        return size(768, 1024, 1, true);
    }

    private Browser size(int width, int height, int scale, boolean mobile) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", mobile));
        return this;
    }

    public Browser dark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        return this;
    }

    /** @param path of the page, such as {@code /} */
    public Browser open(String path) {
        driver.get(home.resolve(path).toString());
        return this;
    }

    /** Empties its cache. */
    public Browser forget() {
        driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
        return this;
    }

    /** The path and query that the browser shows. */
    public String address() {
        URI uri = URI.create(driver.getCurrentUrl());
        return uri.getPath() + (uri.getQuery() == null ? "" : "?" + uri.getQuery());
    }

    /** What a script returns: {@code return document.title}. */
    public Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** The text of the first element that a CSS selector finds, as it is seen; empty when there is none. */
    public String text(String selector) {
        return (String) run("return document.querySelector(arguments[0])?.innerText ?? ''", selector);
    }

    public double number(String script) {
        return ((Number) run("return " + script)).doubleValue();
    }

    public Browser click(String selector) {
        run("document.querySelector(arguments[0]).click()", selector);
        return this;
    }

    /** Presses keys where the focus is. */
    public Browser press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
        return this;
    }

    /** Waits until a script is true. */
    public Browser await(String what, String script) {
        org.awaitility.Awaitility.await(what + ": " + script)
                .atMost(Recorder.LONG)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .until(() -> Boolean.TRUE.equals(run("return !!(" + script + ")")));
        return this;
    }

    /** What was said on the console at WARNING or above since the last call. */
    public List<String> complaints() {
        List<String> all = new ArrayList<>(kept);
        kept.clear();
        all.addAll(said());
        return all;
    }

    private List<String> said() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(Object::toString)
                .toList();
    }

    /** The hosts that were asked for anything since the last call. */
    public List<String> hosts() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(entry -> json(entry.getMessage()).path("message"))
                .filter(message -> message.path("method").asText().equals("Network.requestWillBeSent"))
                .map(message -> message.at("/params/request/url").asText())
                .filter(url -> url.startsWith("http"))
                .map(url -> URI.create(url).getHost())
                .distinct()
                .toList();
    }

    /** What was asked for since the last call, in that order; of what is said of the network nothing is left. */
    public List<Request> requests() {
        Map<String, Request> requests = new LinkedHashMap<>();
        driver.manage().logs().get(LogType.PERFORMANCE).getAll().forEach(entry -> {
            JsonNode message = json(entry.getMessage()).path("message");
            JsonNode said = message.path("params");
            String id = said.path("requestId").asText();
            double time = said.path("timestamp").asDouble();
            if (message.path("method").asText().equals("Network.requestWillBeSent")
                    && said.at("/request/url").asText().startsWith("http")) {
                requests.put(
                        id,
                        new Request(
                                URI.create(said.at("/request/url").asText()).getRawPath(),
                                time,
                                Double.POSITIVE_INFINITY,
                                0));
            } else if (message.path("method").asText().equals("Network.loadingFinished")) {
                requests.computeIfPresent(
                        id,
                        (same, one) -> new Request(
                                one.path(),
                                one.sent(),
                                time,
                                said.path("encodedDataLength").asLong()));
            }
        });
        return List.copyOf(requests.values());
    }

    /** Findings of axe-core, each with the elements that it is about. */
    public List<String> obstacles() {
        kept.addAll(said());
        run(resource("META-INF/resources/webjars/axe-core/4.6.3/axe.min.js"));
        String found = (String)
                driver.executeAsyncScript(
                        "const done = arguments[arguments.length - 1];"
                                + "axe.run(document, { resultTypes: ['violations'] }).then(result => done(JSON.stringify(result.violations)))");
        said(); // what axe-core says of itself is no complaint
        List<String> obstacles = new ArrayList<>();
        json(found).forEach(violation -> {
            obstacles.add(violation.path("impact").asText() + " "
                    + violation.path("id").asText() + " "
                    + violation.path("nodes").findValuesAsText("html"));
        });
        return obstacles;
    }

    /** The page, all of its height, as PNG. */
    public byte[] picture() {
        Map<String, Object> shot = driver.executeCdpCommand(
                "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        return Base64.getDecoder().decode((String) shot.get("data"));
    }

    /** What the video shows now, without its controls: two pictures that differ have different texts. */
    public String frame() {
        run("document.querySelector('video').controls = false");
        JsonNode box = json(
                (String)
                        run(
                                "const box = document.querySelector('video').getBoundingClientRect();"
                                        + "return JSON.stringify({x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height})"));
        Map<String, Object> clip = Map.of(
                "x",
                box.path("x").asDouble(),
                "y",
                box.path("y").asDouble(),
                "width",
                box.path("width").asDouble(),
                "height",
                box.path("height").asDouble(),
                "scale",
                0.25);
        Object shot = driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png", "clip", clip))
                .get("data");
        run("document.querySelector('video').controls = true");
        return (String) shot;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = Browser.class.getClassLoader().getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // Chromium is still tidying up the same folder
        }
    }
}
