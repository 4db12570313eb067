package streaming.recording.lease;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The rows that this process is working on at the moment: only their leases are renewed. */
public final class HeldLeases {

    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    public void begin(String id) {
        ids.add(id);
    }

    public void end(String id) {
        ids.remove(id);
    }

    public boolean isHolding() {
        return !ids.isEmpty();
    }

    /** As PostgreSQL writes an array: {@code {id,id}}. */
    public String ids() {
        return "{" + String.join(",", ids) + "}";
    }
}
