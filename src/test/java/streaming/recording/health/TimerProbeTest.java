package streaming.recording.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TimerProbeTest {

    @Test
    @Tag("long")
    void a_timer_that_stopped_and_one_that_does_not_come_back_are_told() throws Exception {
        AtomicLong clock = new AtomicLong();
        TimerProbe probe = new TimerProbe(clock::get);
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(2);
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addRoutePolicyFactory(probe);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("timer:died?delay=10&period=1000&repeatCount=1")
                            .routeId("died")
                            .process(exchange -> ran.countDown());
                    from("timer:hung?delay=10&period=1000").routeId("hung").process(exchange -> {
                        ran.countDown();
                        hangs.await();
                    });
                    from("direct:no-timer").routeId("no-timer").log("ran");
                }
            });
            camel.start();
            assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
            await("its run is over").until(() -> camel.getInflightRepository().size("died") == 0);
            assertThat(probe.reason()).isNull();

            clock.set(TimeUnit.MINUTES.toNanos(3));
            assertThat(probe.reason()).isEqualTo("the timer died has not run for 180 s");

            clock.set(TimeUnit.MINUTES.toNanos(20));
            assertThat(probe.reason())
                    .isEqualTo("the timer died has not run for 1200 s; the timer hung has been at one run for 1200 s");

            camel.getRouteController().stopRoute("died");
            hangs.countDown();
            await().atMost(30, TimeUnit.SECONDS).until(() -> probe.reason() == null);
        }
    }
}
