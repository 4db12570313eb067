package streaming.recording.storage;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The bucket of live segments, as far as it is looked through and not downloaded: listings and playlists. */
public final class SegmentStore {

    /** A playlist of 100,000 entries is 5 MB; what is larger is not read. */
    private static final int LARGEST_PLAYLIST = 8 << 20;

    private static final int HTTP_NOT_MODIFIED = 304;

    /** Of one question with all its retries; the next poll asks again. */
    private static final AwsRequestOverrideConfiguration SOON = AwsRequestOverrideConfiguration.builder()
            .apiCallTimeout(Duration.ofMinutes(1))
            .build();

    private static final int HTTP_PRECONDITION_FAILED = 412;

    /** The same while a player waits, who asks again, too: until the first byte. */
    private static final AwsRequestOverrideConfiguration AT_ONCE = AwsRequestOverrideConfiguration.builder()
            .apiCallTimeout(Duration.ofSeconds(3))
            .build();

    private final S3Client s3;

    public SegmentStore(S3Client s3) {
        this.s3 = s3;
    }

    /**
     * @param objects at most 1,000, in the order of their keys
     * @param truncated there are more behind the last one
     * @param folders there are others in folders below the prefix
     * @param clock how much the store's clock is ahead of ours, from its Date header; negative when it is behind
     */
    public record Page(List<S3Object> objects, boolean truncated, boolean folders, Duration clock) {}

    /**
     * @param content the bytes
     * @param lastModified the store's clock
     * @param etag opaque
     */
    public record Found(byte[] content, Instant lastModified, String etag) {}

    /** What {@link #findNewer} answers of an object that is as it was. */
    public static final Found UNCHANGED = new Found(new byte[0], Instant.MIN, "");

    /**
     * One page of the objects directly below a prefix.
     *
     * @param after only keys that sort behind this one; null for the first page
     */
    public Page page(String bucket, String prefix, String after) {
        ListObjectsV2Response answer = s3.listObjectsV2(ListObjectsV2Request.builder()
                .bucket(bucket)
                .prefix(prefix)
                .delimiter("/")
                .startAfter(after)
                .overrideConfiguration(SOON)
                .build());
        return new Page(
                answer.contents(),
                Boolean.TRUE.equals(answer.isTruncated()),
                !answer.commonPrefixes().isEmpty(),
                clock(answer));
    }

    /** The first 1,000 objects below a prefix, those in its folders too. */
    public List<S3Object> below(String bucket, String prefix) {
        return s3.listObjectsV2(ListObjectsV2Request.builder()
                        .bucket(bucket)
                        .prefix(prefix)
                        .overrideConfiguration(SOON)
                        .build())
                .contents();
    }

    /** @return empty when there is no such object or it is larger than any playlist */
    public Optional<Found> find(String bucket, String key) {
        return findNewer(bucket, key, null);
    }

    /**
     * The same, by a conditional request.
     *
     * @param etag of the version that is known, or null
     * @return {@link #UNCHANGED} when it is still that version
     */
    public Optional<Found> findNewer(String bucket, String key, String etag) {
        try (ResponseInputStream<GetObjectResponse> object = s3.getObject(GetObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .ifNoneMatch(etag)
                .overrideConfiguration(SOON)
                .build())) {
            byte[] content = object.response().contentLength() > LARGEST_PLAYLIST
                    ? null
                    : object.readNBytes(LARGEST_PLAYLIST + 1);
            if (content == null || content.length > LARGEST_PLAYLIST) {
                object.abort();
                return Optional.empty();
            }
            return Optional.of(new Found(
                    content, object.response().lastModified(), object.response().eTag()));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (S3Exception e) {
            if (e.statusCode() == HTTP_NOT_MODIFIED) {
                return Optional.of(UNCHANGED);
            }
            throw e;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /**
     * One version of an object, to be read and closed by the caller.
     *
     * @return null when the bucket does not have it (any more)
     */
    public InputStream open(String bucket, String key, String etag) {
        try {
            return s3.getObject(GetObjectRequest.builder()
                    .bucket(bucket)
                    .key(key)
                    .ifMatch(etag)
                    .overrideConfiguration(AT_ONCE)
                    .build());
        } catch (NoSuchKeyException e) {
            return null;
        } catch (S3Exception e) {
            if (e.statusCode() == HTTP_PRECONDITION_FAILED) {
                return null;
            }
            throw e;
        }
    }

    private static Duration clock(ListObjectsV2Response answer) {
        return answer.sdkHttpResponse()
                .firstMatchingHeader("Date")
                .map(date -> {
                    try {
                        Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant();
                        Duration ahead = Duration.between(Instant.now(), theirs);
                        // whole seconds in the header and the way of the answer: less than this is no skew
                        return ahead.abs().compareTo(Duration.ofSeconds(2)) < 0 ? Duration.ZERO : ahead;
                    } catch (DateTimeParseException e) {
                        return Duration.ZERO;
                    }
                })
                .orElse(Duration.ZERO);
    }
}
