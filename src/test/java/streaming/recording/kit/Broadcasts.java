package streaming.recording.kit;

import java.util.List;
import java.util.stream.Stream;

/** All broadcasts of the kit. */
public final class Broadcasts {

    private Broadcasts() {}

    public static List<KitBroadcast> all() {
        return Stream.of(ClockBroadcasts.all(), CodecBroadcasts.all(), MuxBroadcasts.all())
                .flatMap(List::stream)
                .toList();
    }
}
