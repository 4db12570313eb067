package streaming.recording.health;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** How the service is. What only delays work and loses none makes it "degraded" and no more. */
public final class Health {

    private final List<Probe> watches;

    public Health(List<Probe> watches) {
        this.watches = List.copyOf(watches);
    }

    /** Whether anything delays work. */
    boolean isDegraded() {
        return !reasons().isEmpty();
    }

    private String reasons() {
        return watches.stream().map(Probe::reason).filter(Objects::nonNull).collect(Collectors.joining("; "));
    }

    /** @return the JSON of GET /health while webhooks are durable */
    public String answer() {
        String reasons = reasons();
        ObjectNode health = JsonNodeFactory.instance
                .objectNode()
                .put("status", reasons.isEmpty() ? "healthy" : "degraded")
                .put("service", "recording-service");
        return (reasons.isEmpty() ? health : health.put("reason", reasons)).toString();
    }
}
