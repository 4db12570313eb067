package streaming.recording.segment;

import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import streaming.recording.failure.CannotNow;

/**
 * Compares the bytes that came with the MD5 that the ETag of most objects is (S3, "Common response headers", ETag): not
 * that of an object in parts, nor of one that is encrypted with a key of a KMS or of the client.
 *
 * <p>There are stores whose ETags look like an MD5 and are none. So a store must have shown once that its ETags are:
 * until then, the same bytes that come a second time under an ETag are believed.
 */
final class EtagCheck {

    private static final Logger LOG = LoggerFactory.getLogger("recording.capture");
    private static final Pattern MD5 = Pattern.compile("\"?[0-9a-fA-F]{32}\"?");
    private static final int MOST_REMEMBERED = 1_000;

    private final Map<String, String> mismatches = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_REMEMBERED;
        }
    });
    private volatile boolean shown;
    private volatile boolean said;

    /** @return what computes the MD5 of the bytes; null when the ETag of this answer is none */
    MessageDigest digest(GetObjectResponse answer) {
        if (answer.eTag() == null
                || !MD5.matcher(answer.eTag()).matches()
                || answer.sseCustomerAlgorithm() != null
                || answer.serverSideEncryption() != null
                        && answer.serverSideEncryption() != ServerSideEncryption.AES256) {
            return null;
        }
        return DigestUtils.getMd5Digest();
    }

    /**
     * @param digest of {@link #digest}, with all bytes; null when there is nothing to compare
     * @throws CannotNow when the bytes are not those that the store was given
     */
    void check(String objectKey, GetObjectResponse answer, MessageDigest digest) {
        if (digest == null) {
            return;
        }
        String came = HexFormat.of().formatHex(digest.digest());
        String etag = answer.eTag().replace("\"", "").toLowerCase(Locale.ROOT);
        if (came.equals(etag)) {
            shown = true;
            return;
        }
        boolean again = came.equals(mismatches.put(objectKey + ' ' + etag, came));
        if (shown || !again) {
            throw new CannotNow(
                    "checksum-differs",
                    objectKey + ": the MD5 of what came is " + came + ", that of the object is " + etag);
        }
        if (!said) {
            said = true;
            LOG.warn(
                    "The ETags of the store are taken for no checksums: {} has the MD5 {} and the ETag {}",
                    objectKey,
                    came,
                    etag);
        }
    }
}
