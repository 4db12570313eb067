package streaming.recording.support;

/** One step of the service that is held up from outside, so that a fault can be brought about in the midst of it. */
public interface Hold extends AutoCloseable {

    /** Waits until the service is in that step; who holds it says so. */
    void awaitReached();

    /** Lets the step go on, and every later one of its kind. */
    @Override
    void close();
}
