package dev.sfumato.embedded;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;

import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * One KRaft node, broker and controller combined, on loopback, with its data in a folder.
 *
 * <p>Any Kafka client of this machine can connect while it runs. Data survives {@link #close()} and
 * a killed process. A folder serves one broker at a time.
 */
public final class EmbeddedKafka implements AutoCloseable {
    static final String HOST = "127.0.0.1";

    private static final Logger log = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final int BIND_ATTEMPTS = 5;

    private final KafkaRaftServer server;
    private final FolderLock lock;
    private final int port;
    private boolean closed;

    private EmbeddedKafka(KafkaRaftServer server, FolderLock lock, int port) {
        this.server = server;
        this.lock = lock;
        this.port = port;
    }

    /**
     * Starts a broker and returns when it serves clients.
     *
     * @param folder where its data lives; created when absent
     * @param port loopback port for clients, 0 for a free one
     * @throws FolderInUseException when another broker, of this process or another, uses the folder
     * @throws BindException when {@code port} isn't 0 and is taken
     * @throws IOException when the folder can't be written or holds something else's data
     */
    public static EmbeddedKafka start(Path folder, int port) throws IOException {
        return start(folder, port, Map.of());
    }

    /**
     * As {@link #start(Path, int)}, with broker settings laid over the defaults.
     *
     * @param overrides Kafka broker settings by their names
     */
    public static EmbeddedKafka start(Path folder, int port, Map<String, String> overrides)
            throws IOException {
        Files.createDirectories(folder);
        FolderLock lock = FolderLock.take(folder);
        try {
            Path data = Files.createDirectories(folder.resolve("data"));
            Storage.formatIfNew(data);
            return startOnFreePorts(data, port, overrides, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The address that clients connect to, as {@code host:port}. */
    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    /** Stops the broker and frees the folder; harmless when repeated. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            server.shutdown();
            server.awaitShutdown();
        } finally {
            lock.close();
        }
    }

    /**
     * A port found free may be taken before the broker binds it, so that failure is tried again.
     */
    private static EmbeddedKafka startOnFreePorts(
            Path data, int port, Map<String, String> overrides, FolderLock lock)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            Ports ports = Ports.choose(port);
            try {
                Properties settings = BrokerSettings.of(data, ports, overrides);
                return new EmbeddedKafka(run(settings), lock, ports.broker());
            } catch (RuntimeException e) {
                if (!isBindFailure(e)) {
                    throw e;
                }
                if (attempt == BIND_ATTEMPTS) {
                    throw new IOException("no free loopback ports for the broker", e);
                }
                log.atDebug().addKeyValue("attempt", attempt).log("broker port was taken");
            }
        }
    }

    private static KafkaRaftServer run(Properties settings) {
        var server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        try {
            server.startup();
            return server;
        } catch (RuntimeException | Error e) {
            server.shutdown();
            server.awaitShutdown();
            throw e;
        }
    }

    private static boolean isBindFailure(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof BindException) {
                return true;
            }
        }
        return false;
    }
}
