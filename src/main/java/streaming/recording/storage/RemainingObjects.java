package streaming.recording.storage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import streaming.recording.failure.CannotNow;

/** What is still in the bucket of live segments of a recording that is over. */
public final class RemainingObjects {

    private static final int MOST = 20_000;

    private final S3Client s3;

    public RemainingObjects(S3Client s3) {
        this.s3 = s3;
    }

    /**
     * @return the keys below the prefix of the recording, also in folders there, as a JSON array
     * @throws CannotNow when there are too many to be held
     */
    public String of(CompletedLedger ledger) {
        ArrayNode keys = JsonNodeFactory.instance.arrayNode();
        for (S3Object object : s3.listObjectsV2Paginator(
                        list -> list.bucket(ledger.bucket()).prefix(ledger.prefix()))
                .contents()) {
            if (keys.size() == MOST) {
                throw new CannotNow("the bucket still holds more than " + MOST + " objects below " + ledger.prefix());
            }
            keys.add(object.key());
        }
        return keys.toString();
    }
}
