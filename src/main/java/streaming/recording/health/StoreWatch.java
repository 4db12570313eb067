package streaming.recording.health;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** Knows whether the buckets can be used. That they cannot delays work and loses none, so it is "degraded" and no more. */
public final class StoreWatch {

    private static final Logger LOG = LoggerFactory.getLogger("recording.storage");

    private final S3Client s3;
    private final Map<String, Outage> buckets = new ConcurrentHashMap<>();
    private final Map<String, Boolean> reached = new ConcurrentHashMap<>();

    public StoreWatch(S3Client s3, Clock clock, String... buckets) {
        this.s3 = s3;
        for (String bucket : buckets) {
            this.buckets.put(bucket, new Outage(LOG, clock, "MinIO bucket " + bucket));
        }
    }

    /** Asks for each bucket and logs what has changed. */
    public void look() {
        buckets.forEach((bucket, outage) -> {
            try {
                s3.headBucket(head -> head.bucket(bucket));
                outage.isOver();
                if (reached.put(bucket, true) == null) {
                    LOG.info("Connected to MinIO bucket: {}", bucket);
                }
            } catch (SdkException e) {
                outage.goesOn(e.getMessage());
            }
        });
    }

    /** @return the JSON of GET /health while webhooks are durable */
    public String health() {
        ObjectNode health = JsonNodeFactory.instance.objectNode().put("status", "healthy").put("service", "recording-service");
        buckets.forEach((bucket, outage) -> {
            if (outage.reason() != null) {
                health.put("status", "degraded").put("reason", "bucket " + bucket + " cannot be used");
            }
        });
        return health.toString();
    }
}
