package streaming.recording.event;

import org.apache.camel.ProducerTemplate;

/** Enters what happened to a recording into its history; each method as that of {@link RecordingEvent}. */
public final class RecordingEvents {

    private final ProducerTemplate camel;

    public RecordingEvents(ProducerTemplate camel) {
        this.camel = camel;
    }

    public void of(String recordingId, String kind, String cause) {
        note(RecordingEvent.of(recordingId, kind, cause));
    }

    public void retried(String recordingId, String kind, String cause, String object, int retries) {
        note(RecordingEvent.retried(recordingId, kind, cause, object, retries));
    }

    public void run(String recordingId, String kind, String cause, long nanos, Throwable failure) {
        note(RecordingEvent.run(recordingId, kind, cause, nanos, failure));
    }

    public void upload(String recordingId, String object, long size, long nanos) {
        note(RecordingEvent.upload(recordingId, object, size, nanos));
    }

    private void note(RecordingEvent event) {
        camel.sendBody("direct:note-event", event);
    }
}
