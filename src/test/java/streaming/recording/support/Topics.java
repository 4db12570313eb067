package streaming.recording.support;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What others see of a Kafka: they put messages into topics, and read them. */
public final class Topics implements AutoCloseable {

    private final String address;
    private final KafkaProducer<String, byte[]> producer;

    public Topics(String address) {
        this.address = address;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", address, "linger.ms", "0"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Returns when the broker has it. */
    public void put(String topic, String key, String text) {
        put(topic, key, text.getBytes(StandardCharsets.UTF_8));
    }

    public void put(String topic, String key, byte[] content) {
        try {
            producer.send(new ProducerRecord<>(topic, key, content)).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that is in a topic now. */
    public List<ConsumerRecord<String, String>> read(String topic) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        address,
                        "group.id",
                        "test-" + UUID.randomUUID(),
                        "enable.auto.commit",
                        "false"),
                new StringDeserializer(),
                new StringDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new org.apache.kafka.common.TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, String>> all = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
            return all;
        }
    }

    /** How many read under this name. */
    public int readers(String group) {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", address))) {
            return admin.describeConsumerGroups(List.of(group))
                    .describedGroups()
                    .get(group)
                    .get()
                    .members()
                    .size();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the broker knows of nothing that those who read under this name have not acknowledged. */
    public boolean isAcknowledged(String group, String topic) {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", address))) {
            long acknowledged =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
                            .mapToLong(offset -> offset.offset())
                            .sum();
            return acknowledged == read(topic).size();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
