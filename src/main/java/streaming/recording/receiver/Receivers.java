package streaming.recording.receiver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Who is told of recordings: each route {@code hand-over-to-…} that is in one of four groups. So a receiver is added by
 * a route file, and one that is switched off has no route.
 *
 * <p>The lists are JSON for the SQL that fills and empties the outbox: {@code [{"receiver":"vod","target":""}]}.
 */
public final class Receivers {

    private static final String ROUTE = "hand-over-to-";

    private final Function<String, List<String>> routes;
    private final Map<String, List<String>> targets;

    /**
     * @param routes the ids of the routes of a group, {@code receives-completed}, {@code receives-all},
     *     {@code receives-starts} or {@code receives-everything}
     * @param targets of a receiver that has several, each told by itself; others have the one target ""
     */
    public Receivers(Function<String, List<String>> routes, Map<String, List<String>> targets) {
        this.routes = routes;
        this.targets = targets;
    }

    /** Who is told of a recording that began. */
    public String ofStarted() {
        return json("receives-starts", "receives-everything");
    }

    /** Who is told of a recording that is completed. */
    public String ofCompleted() {
        return json("receives-completed", "receives-all", "receives-starts", "receives-everything");
    }

    /** Who is told of a recording that failed. */
    public String ofFailed() {
        return json("receives-all", "receives-starts", "receives-everything");
    }

    /** Who is told of a recording that was deleted. */
    public String ofDeleted() {
        return json("receives-everything");
    }

    public String all() {
        return ofCompleted();
    }

    private String json(String... groups) {
        ArrayNode receivers = JsonNodeFactory.instance.arrayNode();
        for (String group : groups) {
            for (String route : routes.apply(group)) {
                String receiver = route.substring(route.startsWith(ROUTE) ? ROUTE.length() : 0);
                targets.getOrDefault(receiver, List.of(""))
                        .forEach(target ->
                                receivers.addObject().put("receiver", receiver).put("target", target));
            }
        }
        return receivers.toString();
    }
}
