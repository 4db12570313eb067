package streaming.recording.kit;

import java.util.function.Supplier;

/**
 * One broadcast of the kit.
 *
 * @param name as a reader of a table knows it again
 * @param mux made when it is asked for: encoders take their time
 * @param right what a recording of it must be
 */
public record KitBroadcast(String name, Supplier<Mux> mux, Right right) {

    @Override
    public String toString() {
        return name;
    }
}
