package streaming.recording.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.commons.codec.digest.DigestUtils;
import streaming.recording.http.PageFiles.PageFile;

/**
 * Sends text in fewer bytes: none when the client has it already (RFC 9110, 13.1.2), where the contract says 304 of the
 * operation; else by gzip, when the client takes it.
 */
public final class TextAnswer {

    private static final String ASKED = "recording.asked";
    /** What is shorter fits into one packet anyhow. */
    private static final int SHORT = 1_000;

    private record Asked(boolean gzip, String ifNoneMatch) {}

    private TextAnswer() {}

    /**
     * Keeps what a request says of the answer that it wants: a route drops its headers early.
     *
     * @param revalidated whether the answer may be 304
     */
    static void expect(RoutingContext request, boolean revalidated) {
        String encodings = request.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        String known = request.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        Vertx.currentContext()
                .putLocal(ASKED, new Asked(takesGzip(encodings), revalidated ? known == null ? "" : known : null));
    }

    private static boolean takesGzip(String encodings) {
        return encodings != null
                && encodings.toLowerCase(Locale.ROOT).matches("(.*[\\s,])?gzip\\s*(;\\s*q=(1|0\\.\\d*[1-9]).*|,.*)?");
    }

    private static Asked asked() {
        Context context = Vertx.currentContext();
        return context == null ? null : context.getLocal(ASKED);
    }

    /**
     * Sends text; of JSON the time at which it was true, its {@code now}, makes no difference to who has it already.
     */
    public static void text(Exchange exchange) {
        Asked asked = asked();
        Message message = exchange.getMessage();
        if (asked == null || !(message.getBody() instanceof String text)) {
            return;
        }
        if (asked.ifNoneMatch() != null && message.getHeader(Exchange.HTTP_RESPONSE_CODE) == null) {
            String etag = '"'
                    + DigestUtils.sha256Hex(text.replaceFirst("^\\{\"now\" : \"[^\"]*\", ", "{"))
                            .substring(0, 32)
                    + '"';
            message.setHeader("ETag", "W/" + etag);
            message.setHeader("Cache-Control", "no-cache");
            if (asked.ifNoneMatch().contains(etag)) {
                message.setHeader(Exchange.HTTP_RESPONSE_CODE, 304);
                message.setBody("");
                return;
            }
        }
        if (asked.gzip() && text.length() > SHORT) {
            message.setBody(gzip(text.getBytes(StandardCharsets.UTF_8)));
            encoded(message);
        }
    }

    /** Sends a file of the page, without a copy of it for each client. */
    public static void file(Message message, PageFile file) {
        Asked asked = asked();
        if (asked != null && asked.gzip()) {
            message.setBody(ByteBuffer.wrap(file.packed()).asReadOnlyBuffer());
            encoded(message);
        } else {
            message.setBody(ByteBuffer.wrap(file.content()).asReadOnlyBuffer());
        }
    }

    private static void encoded(Message message) {
        message.setHeader("Content-Encoding", "gzip");
        message.setHeader("Vary", "Accept-Encoding");
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 3 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
