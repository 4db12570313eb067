package streaming.recording.lease;

import java.util.function.Supplier;

/** What this process announces of itself to the other instances. */
public final class ThisInstance {

    private final String node;
    private final Supplier<String> address;
    private final int capacity;
    private volatile boolean draining;

    /**
     * @param port that no other process of this machine listens on
     * @param address host:port of its API as the other instances reach it; gives null while it is not known
     * @param capacity live recordings that it should hold at most
     */
    public ThisInstance(int port, Supplier<String> address, int capacity) {
        node = Instance.HOST + ":" + port;
        this.address = address;
        this.capacity = capacity;
    }

    /** {@code host:port}: after a restart the same, which tells that the process before is gone. */
    public String node() {
        return node;
    }

    /** {@code host:port} of its API as the other instances reach it; null while it is not known. */
    public String address() {
        return address.get();
    }

    public int capacity() {
        return capacity;
    }

    /** Whether it takes no new recordings; those that it has it records and finishes. */
    public boolean draining() {
        return draining;
    }

    public void drain(boolean on) {
        draining = on;
    }
}
