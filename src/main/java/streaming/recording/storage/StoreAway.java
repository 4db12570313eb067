package streaming.recording.storage;

import streaming.recording.failure.CannotNow;
import streaming.recording.failure.Fault;

/** A step that waits for a store, which is waited for without an end. */
public final class StoreAway extends CannotNow {

    public StoreAway(String message) {
        super("store-away", message);
    }

    @Override
    public Fault fault() {
        return Fault.STORE;
    }
}
