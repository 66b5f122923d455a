package dev.sfumato.benchmarks.watching;

import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.kafka.KafkaSettings.Isolation;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.MalformedRecordException;
import dev.sfumato.schemas.json.EventJson;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The least that can be done: each event, as the text that the gateway sends, to the sockets that
 * named its generation. One thread reads, an event loop writes; nothing is checked or bounded.
 */
@Command(name = "gateway-bare", description = "Part of gateway.", hidden = true)
public final class BroadcasterCommand implements Callable<Integer> {
    /** What it reads: records as in the topic of events. */
    static final String TOPIC = "bare";

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int START_SECONDS = 30;

    private final Map<String, List<ServerWebSocket>> sockets = new ConcurrentHashMap<>();

    @Option(names = "--kafka", required = true)
    private String kafka;

    @Override
    public Integer call() throws Exception {
        var settings = KafkaSettings.of(kafka).consumer("bare", Isolation.READ_UNCOMMITTED);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        try (var consumer =
                new KafkaConsumer<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all =
                    consumer.partitionsFor(TOPIC).stream()
                            .map(each -> new TopicPartition(TOPIC, each.partition()))
                            .toList();
            consumer.assign(all);
            consumer.seekToEnd(all);
            all.forEach(consumer::position);
            System.out.println("listens on http://127.0.0.1:" + listen() + "/");
            while (!Thread.currentThread().isInterrupted()) {
                for (ConsumerRecord<String, byte[]> each : consumer.poll(POLL)) {
                    send(each);
                }
            }
        }
        return 0;
    }

    private int listen() throws Exception {
        var options = new HttpServerOptions().addWebSocketSubProtocol("sfumato.v1");
        return Vertx.vertx()
                .createHttpServer(options)
                .webSocketHandler(
                        socket -> socket.textMessageHandler(text -> subscribe(socket, text)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(START_SECONDS, TimeUnit.SECONDS)
                .actualPort();
    }

    private void subscribe(ServerWebSocket socket, String text) {
        String id = new JsonObject(text).getString("id");
        sockets.computeIfAbsent(id, key -> new CopyOnWriteArrayList<>()).add(socket);
        socket.writeTextMessage("{\"type\":\"started\",\"id\":\"" + id + "\"}");
    }

    private void send(ConsumerRecord<String, byte[]> record) throws MalformedRecordException {
        String place = record.partition() + "-" + record.offset();
        String text = EventJson.write(Codecs.events().decode(record.value()), place).toString();
        for (ServerWebSocket socket : sockets.getOrDefault(record.key(), List.of())) {
            socket.writeTextMessage(text);
        }
    }
}
