package streaming.recording;

import java.time.Clock;
import java.util.List;
import org.apache.camel.CamelConfiguration;
import streaming.recording.beans.CaptureBeans;
import streaming.recording.beans.DatabaseBeans;
import streaming.recording.beans.FinishBeans;
import streaming.recording.beans.HealthBeans;
import streaming.recording.beans.HttpBeans;
import streaming.recording.beans.InstanceBeans;
import streaming.recording.beans.QueueBeans;
import streaming.recording.beans.ReceiverBeans;
import streaming.recording.beans.StartBeans;
import streaming.recording.beans.StoreBeans;

/**
 * What the routes call by name, by subject. Each bean gets its settings as values, and knows nothing of where they come
 * from.
 *
 * <p>Camel makes the beans of these classes in this order, and within a class those with fewer parameters first, in no
 * order otherwise. A bean takes only beans that are made before it, unless it is lazy: that is made when it is asked
 * for.
 */
final class Beans {

    private Beans() {}

    static List<CamelConfiguration> of(ServiceSettings settings) {
        Clock clock = Clock.systemUTC();
        return List.of(
                new DatabaseBeans(settings.database(), clock),
                new InstanceBeans(settings.database().address(), settings.http().port(), settings.lease(), clock),
                new StoreBeans(
                        settings.storage(),
                        settings.capture(),
                        settings.disk(),
                        settings.backup(),
                        settings.retention(),
                        clock),
                new QueueBeans(settings.queues(), clock),
                new HealthBeans(settings.storage(), settings.capture(), settings.disk(), settings.join(), clock),
                new StartBeans(settings.webhook(), clock),
                new CaptureBeans(settings.capture()),
                new FinishBeans(settings.disk(), settings.join(), settings.liveJoin()),
                new ReceiverBeans(settings.receivers()),
                new HttpBeans(settings.storage(), settings.http(), clock));
    }
}
