package streaming.recording.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.webjars.WebJarVersionLocator;
import streaming.recording.failure.Rejected;

/** The files of the page, {@code web/} on the class path, and the few of webjars that it uses. */
public final class PageFiles {

    /**
     * One file.
     *
     * @param etag quoted, as in the header
     */
    public record PageFile(byte[] bytes, String mediaType, String etag) {

        /** The content, for one answer. */
        public ByteBuffer content() {
            return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        }

        /** @param ifNoneMatch header of the request, or null */
        public boolean isKnownTo(String ifNoneMatch) {
            return ifNoneMatch != null && ifNoneMatch.contains(etag);
        }
    }

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}\\.([a-z]{2,4})");
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html",
            "text/html; charset=utf-8",
            "css",
            "text/css; charset=utf-8",
            "js",
            "text/javascript; charset=utf-8",
            "svg",
            "image/svg+xml");

    private final Map<String, PageFile> read = new ConcurrentHashMap<>();
    private final Map<String, String> webjars;
    private final String policy;

    /** @param store where browsers get the MP4s: scheme, host and port */
    public PageFiles(String store) {
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
        return read.computeIfAbsent(
                name, file -> read(webjars.getOrDefault(file, "web/" + file), MEDIA_TYPES.get(plain.group(1))));
    }

    /**
     * What a browser may load for the page, and from where (Content Security Policy Level 3): its own files, and the
     * MP4s.
     */
    public String policy() {
        return policy;
    }

    private static PageFile read(String resource, String mediaType) {
        try (InputStream stream = PageFiles.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                throw new Rejected(404, "Not found");
            }
            byte[] bytes = stream.readAllBytes();
            return new PageFile(
                    bytes, mediaType, '"' + DigestUtils.sha256Hex(bytes).substring(0, 32) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
