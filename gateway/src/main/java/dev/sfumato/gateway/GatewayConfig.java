package dev.sfumato.gateway;

import dev.sfumato.gateway.streaming.SocketLimits;
import dev.sfumato.platform.config.ConfigReader;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a gateway is told.
 *
 * @param ingestUrl base address of the service that has the status view
 * @param origins of web pages, besides its own, that may open a stream, as {@code
 *     https://a.example}
 * @param replayConsumers Kafka consumers that read older events
 * @param watched generations watched at a time, over all clients
 * @param limits of one client
 */
public record GatewayConfig(
        URI ingestUrl, Set<String> origins, int replayConsumers, int watched, SocketLimits limits) {
    private static final URI LOCAL = URI.create("http://127.0.0.1:8080");
    private static final int REPLAY_CONSUMERS = 2;
    private static final int WATCHED = 100_000;
    private static final int SUBSCRIPTIONS = 1_000;
    private static final int UNANSWERED = 64;
    private static final int QUEUE_BYTES = 4 * 1024 * 1024;
    private static final Duration PING = Duration.ofSeconds(20);

    public GatewayConfig {
        origins = Set.copyOf(origins);
    }

    /** The defaults, beside a status view at {@code ingestUrl}. */
    public static GatewayConfig of(URI ingestUrl) {
        var limits = new SocketLimits(SUBSCRIPTIONS, UNANSWERED, QUEUE_BYTES, PING);
        return new GatewayConfig(ingestUrl, Set.of(), REPLAY_CONSUMERS, WATCHED, limits);
    }

    /**
     * Reads {@code gateway.ingest.url}, {@code gateway.origins}, {@code gateway.replay.consumers},
     * {@code gateway.watched}, {@code gateway.client.subscriptions}, {@code
     * gateway.client.unanswered}, {@code gateway.client.queue.bytes} and {@code
     * gateway.client.ping}.
     */
    public static GatewayConfig from(ConfigReader read) {
        URI ingest = url(read, "gateway.ingest.url");
        List<String> origins = read.list("gateway.origins", List.of());
        int consumers = read.integer("gateway.replay.consumers", 1, 32, REPLAY_CONSUMERS);
        int watched = read.integer("gateway.watched", 1, 10_000_000, WATCHED);
        var limits =
                new SocketLimits(
                        read.integer("gateway.client.subscriptions", 1, 100_000, SUBSCRIPTIONS),
                        read.integer("gateway.client.unanswered", 1, 10_000, UNANSWERED),
                        read.integer("gateway.client.queue.bytes", 64 * 1024, 1 << 30, QUEUE_BYTES),
                        read.duration(
                                "gateway.client.ping",
                                Duration.ofMillis(100),
                                Duration.ofSeconds(50),
                                PING));
        return new GatewayConfig(ingest, new HashSet<>(origins), consumers, watched, limits);
    }

    private static URI url(ConfigReader read, String key) {
        try {
            URI url = URI.create(read.text(key, LOCAL.toString()));
            if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, like any other address that isn't one.
        }
        read.reject(key, "must be an address, as http://127.0.0.1:8080");
        return LOCAL;
    }
}
