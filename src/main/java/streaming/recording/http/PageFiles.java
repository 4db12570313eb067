package streaming.recording.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.webjars.WebJarVersionLocator;
import streaming.recording.failure.Rejected;

/**
 * The files of the page, {@code web/} on the class path, and the few of webjars that it uses. What the HTML files load
 * stands under {@code /web/} and the version of all of it together, so that a browser asks for each file once.
 */
public final class PageFiles {

    /**
     * One file.
     *
     * @param packed the content by gzip
     * @param etag quoted, as in the header
     */
    public record PageFile(byte[] content, byte[] packed, String mediaType, String etag) {

        /** @param ifNoneMatch header of the request, or null */
        public boolean isKnownTo(String ifNoneMatch) {
            return ifNoneMatch != null && ifNoneMatch.contains(etag);
        }
    }

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}\\.([a-z]{2,4})");
    private static final Pattern LOADED = Pattern.compile("\"/web/([a-z0-9-]+\\.[a-z]+)\"");
    private static final String HTML = "text/html; charset=utf-8";
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html",
            HTML,
            "css",
            "text/css; charset=utf-8",
            "js",
            "text/javascript; charset=utf-8",
            "svg",
            "image/svg+xml");

    private final Map<String, PageFile> read = new ConcurrentHashMap<>();
    private final Map<String, String> webjars;
    private final String policy;
    private final boolean administration;
    private final String version;

    /**
     * @param store where browsers get the MP4s: scheme, host and port
     * @param administration whether there are operations for administrators, which the page offers then
     */
    public PageFiles(String store, boolean administration) {
        this.administration = administration;
        policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                + "media-src 'self' blob: "
                + store + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        WebJarVersionLocator locator = new WebJarVersionLocator();
        webjars = Map.of(
                "hls.js",
                locator.fullPath("hls.js", "dist/hls.light.min.js"),
                "swagger-ui.js",
                locator.fullPath("swagger-ui", "swagger-ui-bundle.js"),
                "swagger-ui.css",
                locator.fullPath("swagger-ui", "swagger-ui.css"));
        version = version();
    }

    /** Of all that the HTML files load. */
    private String version() {
        TreeSet<String> names = new TreeSet<>(webjars.keySet());
        for (String html : new String[] {"index.html", "docs.html"}) {
            Matcher loaded = LOADED.matcher(text("web/" + html));
            while (loaded.find()) {
                names.add(loaded.group(1));
            }
        }
        StringBuilder digests = new StringBuilder();
        names.forEach(name -> digests.append(DigestUtils.sha256Hex(bytes(resource(name)))));
        return DigestUtils.sha256Hex(digests.toString()).substring(0, 16);
    }

    /**
     * @param name of a file, without a folder
     * @throws Rejected with status 404 when there is none of that name
     */
    public PageFile get(String name) {
        Matcher plain = NAME.matcher(name == null ? "" : name);
        if (!plain.matches() || !MEDIA_TYPES.containsKey(plain.group(1))) {
            throw new Rejected(404, "Not found");
        }
        return read.computeIfAbsent(name, file -> read(file, MEDIA_TYPES.get(plain.group(1))));
    }

    /**
     * How long a browser may keep a file without asking.
     *
     * @param version in the path of the request; null when there is none
     */
    public String caching(String version) {
        return this.version.equals(version) ? "max-age=31536000, immutable" : "no-cache";
    }

    /**
     * What a browser may load for the page, and from where (Content Security Policy Level 3): its own files, and the
     * MP4s.
     */
    public String policy() {
        return policy;
    }

    private PageFile read(String name, String mediaType) {
        byte[] bytes = mediaType.equals(HTML)
                ? text(resource(name))
                        .replace("\"/web/", "\"/web/" + version + "/")
                        .replace("data-administration=\"off\"", "data-administration=\"" + onOff() + "\"")
                        .getBytes(StandardCharsets.UTF_8)
                : bytes(resource(name));
        return new PageFile(
                bytes,
                TextAnswer.gzip(bytes),
                mediaType,
                '"' + DigestUtils.sha256Hex(bytes).substring(0, 32) + '"');
    }

    private String onOff() {
        return administration ? "on" : "off";
    }

    private String resource(String name) {
        return webjars.getOrDefault(name, "web/" + name);
    }

    private static String text(String resource) {
        return new String(bytes(resource), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String resource) {
        try (InputStream stream = PageFiles.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                throw new Rejected(404, "Not found");
            }

            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
