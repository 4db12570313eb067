package streaming.recording.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.AsyncProcessorSupport;
import streaming.recording.database.Json;
import streaming.recording.database.Together;
import streaming.recording.event.HeardChange;
import streaming.recording.event.HeardEvent;
import streaming.recording.event.StreamEvent;
import streaming.recording.failure.CannotNow;
import streaming.recording.failure.Fault;

/**
 * Webhooks that come while others are being heard are heard together, by one statement and with one commit. One whose
 * stream is busy, or that may have made the statement fail, is heard by itself.
 */
final class HearTogether extends AsyncProcessorSupport {

    private static final int MOST = 64;
    private static final int STATEMENTS = 2;
    /** Threads that go on with what was heard, and hear what must be heard by itself. */
    private static final int THREADS = 4;

    private final String route;
    private final ProducerTemplate template;
    private final ExecutorService threads;
    private final Together<HeardEvent, List<HeardChange>> together;

    /** @param route hears a JSON array of {@link HeardEvent}, and answers {@link HeardChange} */
    HearTogether(CamelContext camel, String route) {
        this.route = route;
        template = camel.createProducerTemplate();
        threads = camel.getExecutorServiceManager().newFixedThreadPool(this, "go-on-with-stream-event", THREADS);
        together = new Together<>(
                this::hearAll,
                camel.getExecutorServiceManager().newFixedThreadPool(this, "hear-stream-events", STATEMENTS),
                MOST,
                STATEMENTS);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        HeardEvent event = HeardEvent.of(
                exchange.getMessage().getBody(StreamEvent.class), exchange.getVariable("webhookId", String.class));
        together.add(event)
                .whenCompleteAsync((changes, failure) -> finish(exchange, event, changes, failure, callback), threads);
        return false;
    }

    private void finish(
            Exchange exchange, HeardEvent event, List<HeardChange> changes, Throwable failure, AsyncCallback callback) {
        try {
            List<HeardChange> heard = isAlone(changes, failure) ? hear(List.of(event)) : changes;
            if (heard == null) {
                throw failure;
            }
            if (heard.stream().anyMatch(change -> change.change().equals(HeardChange.BUSY))) {
                throw new CannotNow("Another event of this stream is being heard");
            }
            exchange.getMessage()
                    .setBody(heard.stream().map(HeardChange::toChange).toList());
        } catch (Throwable e) {
            exchange.setException(e);
        }
        callback.done(false);
    }

    private static boolean isAlone(List<HeardChange> changes, Throwable failure) {
        return failure == null
                ? changes.stream().anyMatch(change -> change.change().equals(HeardChange.BUSY))
                : Fault.of(failure, "", false) != Fault.STORE;
    }

    private List<List<HeardChange>> hearAll(List<HeardEvent> events) {
        List<List<HeardChange>> changes = new ArrayList<>();
        events.forEach(event -> changes.add(new ArrayList<>()));
        List<HeardEvent> numbered = IntStream.range(0, events.size())
                .mapToObj(place -> events.get(place).numbered(place))
                .toList();
        hear(numbered).forEach(change -> changes.get(change.number()).add(change));
        return changes;
    }

    @SuppressWarnings("unchecked")
    private List<HeardChange> hear(List<HeardEvent> events) {
        try {
            return template.requestBody(route, Json.of(events), List.class);
        } catch (CamelExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
