package dev.sfumato.benchmarks.accepting;

import dev.sfumato.platform.kafka.CodecSerde;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Command;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

import java.util.concurrent.Future;

/**
 * The door's producer, or another one, whose records nobody reads, so that the door is measured
 * without what comes behind it. Nothing but a branch stands between the door and either.
 */
final class Turnout extends KafkaProducer<String, Command> {
    private final KafkaProducer<String, Command> aside;
    private volatile boolean isThrough = true;

    Turnout(KafkaSettings through, KafkaSettings aside) {
        super(
                through.promptProducer("submission"),
                new StringSerializer(),
                new CodecSerde<>(Codecs.commands()).serializer());
        this.aside =
                new KafkaProducer<>(
                        aside.promptProducer("submission-aside"),
                        new StringSerializer(),
                        new CodecSerde<>(Codecs.commands()).serializer());
    }

    void turn(boolean toThrough) {
        isThrough = toThrough;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<String, Command> record, Callback callback) {
        return isThrough ? super.send(record, callback) : aside.send(record, callback);
    }

    @Override
    public void close() {
        aside.close();
        super.close();
    }
}
