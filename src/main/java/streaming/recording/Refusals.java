package streaming.recording;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Puts a refusal into words for the sender. */
public final class Refusals {

    /** @return {@code {"error": "…"}} */
    public String answer(Refused refused) {
        return JsonNodeFactory.instance.objectNode().put("error", refused.getMessage()).toString();
    }
}
