package streaming.recording.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The instances of a {@link Rig} behind a proxy that sends each request to another one, and leaves out those that are
 * away.
 */
final class Fleet implements AutoCloseable {

    private final List<ServiceProcess> all = new ArrayList<>();
    private volatile ServiceProcess away;

    Fleet(Rig rig, int instances) {
        all.add(rig.service());
        for (int i = 1; i < instances; i++) {
            all.add(rig.another(i));
        }
    }

    List<ServiceProcess> all() {
        return all;
    }

    void start() throws IOException {
        for (ServiceProcess one : all) {
            one.launch();
        }
        for (ServiceProcess one : all) {
            one.awaitAnswer();
        }
    }

    ServiceProcess dice(Random random) {
        return all.get(random.nextInt(all.size()));
    }

    /** This one gets no requests until it is {@link #back}. */
    ServiceProcess away(ServiceProcess one) {
        away = one;
        return one;
    }

    void back() {
        away = null;
    }

    /** One that gets requests now. */
    ServiceProcess any() {
        List<ServiceProcess> there =
                all.size() == 1 ? all : all.stream().filter(one -> one != away).toList();
        return there.get(ThreadLocalRandom.current().nextInt(there.size()));
    }

    /** Of all together. */
    Figures figures() throws IOException {
        Figures sum = all.get(0).figures();
        for (ServiceProcess one : all.subList(1, all.size())) {
            sum = sum.and(one.figures());
        }
        return sum;
    }

    /** All but that of the rig. */
    @Override
    public void close() {
        all.stream().skip(1).forEach(ServiceProcess::close);
    }
}
