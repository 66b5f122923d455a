package dev.sfumato.ingest.streams;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;

/** Leaves out a record that Kafka will never take, so that it can't stop its partition for good. */
public final class SkipOversized implements ProductionExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(SkipOversized.class);

    @Override
    public Response handleError(
            ErrorHandlerContext context,
            ProducerRecord<byte[], byte[]> record,
            Exception exception) {
        if (!(exception instanceof RecordTooLargeException)) {
            return Response.fail();
        }
        log.atError()
                .addKeyValue("topic", record.topic())
                .addKeyValue("sourceTopic", context.topic())
                .addKeyValue("partition", context.partition())
                .addKeyValue("offset", context.offset())
                .log("a record too large for Kafka was left out");
        return Response.resume();
    }

    @Override
    public void configure(Map<String, ?> configs) {}
}
