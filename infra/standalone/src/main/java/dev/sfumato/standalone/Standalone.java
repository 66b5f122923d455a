package dev.sfumato.standalone;

import dev.sfumato.embedded.EmbeddedKafka;
import dev.sfumato.gateway.GatewayConfig;
import dev.sfumato.ingest.IngestConfig;
import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.http.HttpSettings;
import dev.sfumato.platform.http.Service;
import dev.sfumato.platform.lifecycle.Resources;
import dev.sfumato.platform.topics.TopicAdmin;
import dev.sfumato.standalone.client.ServerFile;
import dev.sfumato.worker.Worker;
import dev.sfumato.worker.WorkerConfig;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

import org.apache.kafka.clients.admin.Admin;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Broker, ingest, worker and gateway in this process, wired as they are when each has its own: they
 * meet on topics, in the artifact store and over HTTP.
 */
public final class Standalone implements AutoCloseable {
    private static final int REPLICATION = 1;

    /** Stands for addresses that aren't known yet while settings are checked. */
    private static final String NOWHERE = "127.0.0.1:1";

    private final Resources resources;
    private final URI url;
    private final String bootstrapServers;

    private Standalone(Resources resources, URI url, String bootstrapServers) {
        this.resources = resources;
        this.url = url;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts everything and returns when it serves.
     *
     * @throws dev.sfumato.platform.config.InvalidConfigException with every wrong setting
     * @throws dev.sfumato.embedded.FolderInUseException when another server uses the data folder
     * @throws IOException when a port is taken or the folder can't be written
     */
    public static Standalone start(StandaloneConfig config) throws IOException {
        Resources resources = new Resources();
        try {
            return start(config, resources);
        } catch (IOException | RuntimeException e) {
            resources.close();
            throw e;
        }
    }

    /** Where the console and the API are. */
    public URI url() {
        return url;
    }

    /** Where other Kafka clients connect. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Stops everything when the process is told to stop. */
    public void closeOnShutdown() {
        resources.closeOnShutdown();
    }

    /** Waits, without a deadline, until everything has stopped. */
    public void awaitClosed() throws InterruptedException {
        resources.awaitClosed();
    }

    @Override
    public void close() {
        resources.close();
    }

    private static Standalone start(StandaloneConfig config, Resources resources)
            throws IOException {
        Parts.read(config, NOWHERE, "http://" + NOWHERE);
        Files.createDirectories(config.data());
        EmbeddedKafka broker =
                resources.add(
                        "broker",
                        EmbeddedKafka.start(config.data().resolve("kafka"), config.kafkaPort()),
                        Services.STOP);
        Vertx vertx = Common.vertx(resources);
        Parts parts = Parts.read(config, broker.bootstrapServers(), "http://" + NOWHERE);
        try (Admin admin = Admin.create(parts.common().kafka().admin("sfumato-topics"))) {
            TopicAdmin.apply(admin, parts.layout().catalogue(admin), REPLICATION);
        }
        Common common = Common.open(parts.common(), vertx, resources);
        Router router = Service.router(vertx, common.readiness(), common.meters());
        var http = HttpSettings.loopback(config.port());
        int port = Services.listen(http, vertx, router, resources);
        URI url = URI.create("http://127.0.0.1:" + port);
        Parts addressed = Parts.read(config, broker.bootstrapServers(), url.toString());
        startServices(addressed, url.getAuthority(), config.worker(), common, router, resources);
        publish(config.data(), url, broker.bootstrapServers(), resources);
        return new Standalone(resources, url, broker.bootstrapServers());
    }

    /** The settings of all parts; every mistake of any of them at once. */
    private record Parts(
            Common.Options common,
            IngestConfig ingest,
            WorkerConfig worker,
            GatewayConfig gateway,
            TopicLayout layout) {
        static Parts read(StandaloneConfig config, String bootstrapServers, String url) {
            ConfigReader read = new ConfigReader(config.settings(bootstrapServers, url));
            var parts =
                    new Parts(
                            Common.Options.from(read, config.port()),
                            IngestConfig.from(read),
                            WorkerConfig.from(read),
                            GatewayConfig.from(read),
                            TopicLayout.from(read));
            read.throwIfInvalid();
            return parts;
        }
    }

    /** Side by side: each waits for Kafka most of its time. */
    private static void startServices(
            Parts parts,
            String address,
            boolean withWorker,
            Common common,
            Router router,
            Resources resources) {
        try (ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor()) {
            var ingest =
                    inParallel(
                            starters,
                            () -> Services.ingest(parts.ingest(), address, common, resources));
            var gateway =
                    inParallel(
                            starters, () -> Services.gateway(parts.gateway(), common, resources));
            CompletableFuture<?> worker =
                    withWorker
                            ? inParallel(starters, () -> worker(parts.worker(), common, resources))
                            : CompletableFuture.completedFuture(null);
            CompletableFuture.allOf(ingest, gateway, worker).join();
            ingest.join().mount(router);
            gateway.join().mount(router);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static Worker worker(WorkerConfig config, Common common, Resources resources) {
        var observers = new Worker.Observers(common.meters(), common.readiness());
        Worker worker =
                Worker.start(config, common.kafka(), common.store(), observers, common.clock());
        return resources.add("worker", worker, config.grace().plus(Duration.ofSeconds(10)));
    }

    private static <T> CompletableFuture<T> inParallel(
            ExecutorService starters, Supplier<T> starting) {
        return CompletableFuture.supplyAsync(starting, starters);
    }

    private static void publish(Path data, URI url, String kafka, Resources resources) {
        ServerFile.write(data, url, kafka);
        resources.add("server file", () -> ServerFile.remove(data), Services.STOP);
    }
}
