package streaming.recording.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long something took each time, and how long after its time it was done. Milliseconds. */
final class Latencies {

    private final List<Double> took = Collections.synchronizedList(new ArrayList<>());
    private final List<Double> behind = Collections.synchronizedList(new ArrayList<>());

    /** nanoTime: when it was due, when it began and when it was done. */
    void add(long due, long began, long done) {
        took.add((done - began) / 1e6);
        behind.add((done - due) / 1e6);
    }

    Latencies and(Latencies other) {
        Latencies both = new Latencies();
        both.took.addAll(took);
        both.took.addAll(other.took);
        both.behind.addAll(behind);
        both.behind.addAll(other.behind);
        return both;
    }

    void forget() {
        took.clear();
        behind.clear();
    }

    long number() {
        return took.size();
    }

    double took(double share) {
        return at(took, share);
    }

    double behind(double share) {
        return at(behind, share);
    }

    private static double at(List<Double> all, double share) {
        List<Double> sorted = new ArrayList<>(all);
        Collections.sort(sorted);
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, share * sorted.size()));
    }
}
