package streaming.recording.join;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import streaming.recording.timeline.GapPolicy;
import streaming.recording.ts.SegmentContent;

/**
 * Gives the segments of a live stream to one ffmpeg, from a thread of its own: as fast as ffmpeg takes them, one
 * segment in memory at a time, and asleep while there is none.
 */
final class Feeder implements Iterator<JoinSegment> {

    private final SegmentContent first;
    private final NormalisedStream stream;
    private final OutputStream ffmpeg;
    private final BlockingQueue<Optional<JoinSegment>> queue = new LinkedBlockingQueue<>();
    private Optional<JoinSegment> taken;
    private Thread thread;
    private volatile Exception failure;
    /** Since when ffmpeg has not taken what it was given, {@link System#nanoTime}; 0 while nothing is given to it. */
    private volatile long giving;

    /** @param first that holds media: its tracks are those of the MP4 */
    Feeder(SegmentContent first, GapPolicy gaps, OutputStream ffmpeg) {
        this.first = first;
        this.ffmpeg = ffmpeg;
        this.stream = NormalisedStream.open(this, first, gaps);
    }

    void start(String name) {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        byte[] buffer = new byte[1 << 16];
        try (stream;
                ffmpeg) {
            for (int length = stream.read(buffer); length >= 0; length = stream.read(buffer)) {
                giving = System.nanoTime() | 1;
                ffmpeg.write(buffer, 0, length);
                giving = 0;
            }
            giving = System.nanoTime() | 1;
            ffmpeg.flush();
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            giving = 0;
        }
    }

    SegmentContent first() {
        return first;
    }

    void add(JoinSegment segment) {
        queue.add(Optional.of(segment));
    }

    /** Segments that ffmpeg has not been given yet. */
    int waiting() {
        return queue.size();
    }

    /** There are no more. */
    void end() {
        queue.add(Optional.empty());
    }

    /** @return false when it still goes on after this time */
    boolean awaitEnd(Duration time) throws InterruptedException {
        thread.join(time.toMillis());
        return !thread.isAlive();
    }

    /** What was given to ffmpeg, once the end is reached. */
    JoinResult result() {
        return stream.result();
    }

    /** Null when all went well so far. */
    Exception failure() {
        return failure;
    }

    Duration stuckFor() {
        long since = giving;
        return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    void stop() {
        thread.interrupt();
    }

    @Override
    public boolean hasNext() {
        if (taken == null) {
            try {
                taken = queue.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException("stopped", e);
            }
        }
        return taken.isPresent();
    }

    @Override
    public JoinSegment next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        JoinSegment segment = taken.get();
        taken = null;
        return segment;
    }
}
