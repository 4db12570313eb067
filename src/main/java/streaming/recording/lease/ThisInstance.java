package streaming.recording.lease;

/** What this process announces of itself to the other instances. */
public final class ThisInstance {

    private final String node;
    private final int capacity;
    private volatile boolean draining;

    /**
     * @param port that no other process of this machine listens on
     * @param capacity live recordings that it should hold at most
     */
    public ThisInstance(int port, int capacity) {
        node = Instance.HOST + ":" + port;
        this.capacity = capacity;
    }

    /** {@code host:port}: after a restart the same, which tells that the process before is gone. */
    public String node() {
        return node;
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
