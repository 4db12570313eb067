package streaming.recording.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.failure.NoAnswer;

/**
 * Knows whether the buckets can be used, and tells an object that cannot be fetched from a store that is away: then no
 * other object can be fetched either, and the attempt says nothing about this one.
 */
public final class StoreProbe implements Probe {

    private static final Logger LOG = LoggerFactory.getLogger("recording.storage");
    /** A store that is well answers such a question within this time, the client's own retries included. */
    private static final AwsRequestOverrideConfiguration SOON = AwsRequestOverrideConfiguration.builder()
            .apiCallTimeout(Duration.ofSeconds(10))
            .build();

    /** As much of an object as shows that bodies come to their end, not only answers. */
    private static final String BEGINNING = "bytes=0-1048575";

    /** Between two tries while there are no objects to be had. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** An object that was fetched, and when. */
    private record Served(String key, Instant at) {}

    private final S3Client s3;
    private final Clock clock;
    private final String address;
    private final Map<String, Outage> buckets = new ConcurrentHashMap<>();
    private final Set<String> reached = ConcurrentHashMap.newKeySet();
    private final Map<String, Served> served = new ConcurrentHashMap<>();
    private final Map<String, Instant> unserved = new ConcurrentHashMap<>();
    private final Map<String, Instant> tried = new HashMap<>();

    /** @param address of the store and the setting that names it, for the log */
    public StoreProbe(S3Client s3, Clock clock, String address, String... buckets) {
        this.s3 = s3;
        this.clock = clock;
        this.address = address;
        for (String bucket : buckets) {
            outage(bucket);
        }
    }

    /** Asks for each bucket, and for an object where there was none to be had, and logs what has changed. */
    public void look() {
        buckets.forEach((bucket, outage) -> {
            try {
                s3.headBucket(head -> head.bucket(bucket).overrideConfiguration(SOON));
                if (unserved.containsKey(bucket)) {
                    askForAnother(bucket, "");
                    unserved.remove(bucket);
                }
                outage.isOver();
                if (reached.add(bucket)) {
                    LOG.info("Connected to MinIO bucket: {}", bucket);
                }
            } catch (SdkException e) {
                outage.goesOn(why(bucket, e));
            }
        });
    }

    /** An object was fetched whole. */
    public void served(String bucket, String key) {
        served.put(bucket, new Served(key, clock.instant()));
        unserved.remove(bucket);
    }

    /**
     * Whether it makes sense to ask for an object. While there are none to be had, for one now and then: it may be the
     * first.
     */
    public boolean serves(String bucket) {
        if (!unserved.containsKey(bucket)) {
            return true;
        }
        synchronized (tried) {
            Instant now = clock.instant();
            Instant last = tried.get(bucket);
            boolean due = last == null || !now.isBefore(last.plus(PAUSE));
            if (due) {
                tried.put(bucket, now);
            }
            return due;
        }
    }

    /**
     * An object could not be fetched: is that the store's fault? It is when another object, the last one that came or
     * else any, cannot be fetched at this moment; and it is not when another one was, meanwhile.
     *
     * @param key of the object that could not be fetched
     * @param asked when it was asked for; null when it was not yet
     */
    public boolean isAway(String bucket, String key, Date asked) {
        if (asked == null || wasServed(bucket, key, asked.toInstant())) {
            return false;
        }
        // one question for all downloads that fail at once
        synchronized (served) {
            if (wasServed(bucket, key, asked.toInstant())) {
                return false;
            }
            Instant known = unserved.get(bucket);
            if (known != null && !known.isBefore(asked.toInstant())) {
                return true;
            }
            try {
                askForAnother(bucket, key);
                return false;
            } catch (SdkException e) {
                unserved.put(bucket, clock.instant());
                outage(bucket).goesOn(why(bucket, e));
                return true;
            }
        }
    }

    private boolean wasServed(String bucket, String key, Instant asked) {
        Served last = served.get(bucket);
        return last != null && !last.key().equals(key) && !last.at().isBefore(asked);
    }

    /** @throws SdkException when it cannot be had; that it is empty or gone is an answer too */
    private void askForAnother(String bucket, String key) {
        Served last = served.get(bucket);
        String other = last != null && !last.key().equals(key)
                ? last.key()
                : s3
                        .listObjectsV2(list -> list.bucket(bucket).maxKeys(2).overrideConfiguration(SOON))
                        .contents()
                        .stream()
                        .map(S3Object::key)
                        .filter(any -> !any.equals(key))
                        .findFirst()
                        .orElse(null);
        if (other == null) {
            return;
        }
        try {
            s3.getObjectAsBytes(
                    get -> get.bucket(bucket).key(other).range(BEGINNING).overrideConfiguration(SOON));
        } catch (S3Exception e) {
            if (e.statusCode() != 404 && e.statusCode() != 416) {
                throw e;
            }
        }
    }

    @Override
    public String reason() {
        String missing = buckets.entrySet().stream()
                .filter(bucket -> bucket.getValue().reason() != null)
                .map(bucket -> "bucket " + bucket.getKey() + " cannot be used")
                .collect(Collectors.joining("; "));
        return missing.isEmpty() ? null : missing;
    }

    private Outage outage(String bucket) {
        return buckets.computeIfAbsent(bucket, name -> new Outage(LOG, clock, "MinIO bucket " + name));
    }

    /** What the store says, and what there is to do about it. */
    private String why(String bucket, SdkException e) {
        if (!(e instanceof S3Exception answer)) {
            return NoAnswer.of(address, e);
        }
        String advice =
                switch (code(bucket, answer)) {
                    case "InvalidAccessKeyId", "SignatureDoesNotMatch" ->
                        "the keys are wrong, set MINIO_ACCESS_KEY and MINIO_SECRET_KEY: ";
                    case "AccessDenied" -> "these keys may not use it, let them read, write and list it: ";
                    case "RequestTimeTooSkewed" ->
                        "the clocks of this machine and of the store differ, set them right: ";
                    case "NoSuchBucket" -> "it is not there, make it or set MINIO_BUCKET and SEGMENTS_BUCKET: ";
                    default -> "";
                };
        return advice + e.getMessage();
    }

    /** The answer to a HEAD has no text, so that the code is asked for once more with a GET. */
    private String code(String bucket, S3Exception answer) {
        String code = answer.awsErrorDetails() == null
                ? null
                : answer.awsErrorDetails().errorCode();
        if (answer.statusCode() < 500
                && (code == null || !code.matches("[A-Z][A-Za-z]+") || code.equals("Forbidden"))) {
            try {
                s3.listObjectsV2(list -> list.bucket(bucket).maxKeys(1).overrideConfiguration(SOON));
            } catch (S3Exception e) {
                code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
            } catch (SdkException e) {
                return "";
            }
        }
        return code == null ? "" : code;
    }
}
