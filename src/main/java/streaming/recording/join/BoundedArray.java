package streaming.recording.join;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/**
 * A list of a report that has an end however broken a broadcast of a month is. What is beyond it is counted beside it:
 * {@code holes_left_out} says how many {@code holes} there are more.
 */
final class BoundedArray {

    static final int MOST = 10_000;

    private final ObjectNode parent;
    private final String name;
    private final ArrayNode array;
    private long leftOut;

    private BoundedArray(ObjectNode parent, String name) {
        this.parent = parent;
        this.name = name;
        this.array = parent.putArray(name);
    }

    static BoundedArray in(ObjectNode parent, String name) {
        return new BoundedArray(parent, name);
    }

    void add(Consumer<ObjectNode> fields) {
        if (array.size() < MOST) {
            fields.accept(array.addObject());
        } else {
            parent.put(name + "_left_out", ++leftOut);
        }
    }
}
