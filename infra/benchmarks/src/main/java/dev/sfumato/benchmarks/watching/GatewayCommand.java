package dev.sfumato.benchmarks.watching;

import dev.sfumato.embedded.EmbeddedKafka;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.schemas.topics.Topics;

import io.vertx.core.Vertx;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The benchmark {@code gateway}. */
@Command(
        name = "gateway",
        description = "What showing events to many sockets costs, beside a bare broadcaster.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class GatewayCommand implements Callable<Integer> {
    private static final String MAIN = "dev.sfumato.standalone.Main";
    private static final String OURS = "dev.sfumato.benchmarks.Main";
    private static final Duration APPLY = Duration.ofMinutes(1);
    private static final short ONE = 1;

    @Option(names = "--sockets", paramLabel = "N", description = "of each server")
    private int sockets = 10_000;

    @Option(names = "--generations", paramLabel = "N", description = "that run")
    private int generations = 2_000;

    @Option(names = "--rate", paramLabel = "N", description = "events per second")
    private int rate = 2_000;

    @Option(names = "--seconds", paramLabel = "S", description = "of each stretch at that rate")
    private int seconds = 8;

    @Option(names = "--burst", paramLabel = "N", description = "events sent at once")
    private int burst = 60_000;

    @Option(names = "--rounds", paramLabel = "N", description = "of each contestant")
    private int rounds = 5;

    @Option(names = "--heavy-every", paramLabel = "N", description = "one client in N never reads")
    private int heavyEvery = 100;

    @Option(names = "--heavy-watch", paramLabel = "N", description = "generations which it watches")
    private int heavyWatch = 100;

    @Option(names = "--heap", paramLabel = "SIZE", description = "each server's largest heap")
    private String heap = "1g";

    @Option(
            names = "--collector",
            paramLabel = "NAME",
            description = "of each server: Serial, Parallel, G1 or Z")
    private String collector = "Parallel";

    @Option(names = "--out", paramLabel = "DIR", description = "where results go")
    private Path out = Path.of("infra/benchmarks/target/results/gateway");

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(out);
        Path data = Files.createTempDirectory(out.toAbsolutePath(), "data");
        Vertx vertx = Vertx.vertx();
        try (EmbeddedKafka broker = EmbeddedKafka.start(data.resolve("kafka"), 0)) {
            String text = measure(broker.bootstrapServers(), data, vertx);
            Files.writeString(out.resolve("gateway.md"), text);
            System.out.println(text);
        } finally {
            vertx.close();
        }
        return 0;
    }

    private String measure(String kafka, Path data, Vertx vertx) throws Exception {
        var settings = KafkaSettings.of(kafka);
        createTopics(settings);
        try (var producer =
                new KafkaProducer<>(
                        settings.producer("bench"),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            var source = new Source(producer, generations);
            var view = new StatusView(vertx, source.firstEvents());
            Path ids = Files.write(data.resolve("ids"), source.ids());
            try (Side bare = bare(kafka, clients(source, ids));
                    Side ours = ours(kafka, view, data, clients(source, ids))) {
                var watching =
                        new Watching(
                                source,
                                (double) (sockets - heavies()) / generations,
                                (double) heavies() * heavyWatch / generations,
                                rate,
                                seconds,
                                burst);
                return watching.run(bare, ours, rounds);
            }
        }
    }

    private int heavies() {
        return (sockets + heavyEvery - 1) / heavyEvery;
    }

    private void createTopics(KafkaSettings settings) throws Exception {
        Child apply =
                Child.start(
                        List.of("-XX:+UseSerialGC", "-Xmx256m"),
                        environment(settings),
                        List.of(MAIN, "topics", "apply"));
        int code = apply.await(APPLY);
        if (code != 0) {
            throw new IllegalStateException("topics apply gave " + code);
        }
        try (Admin admin = Admin.create(settings.admin("bench"))) {
            int partitions =
                    admin.describeTopics(List.of(Topics.EVENTS))
                            .allTopicNames()
                            .get(APPLY.toSeconds(), TimeUnit.SECONDS)
                            .get(Topics.EVENTS)
                            .partitions()
                            .size();
            admin.createTopics(List.of(new NewTopic(BroadcasterCommand.TOPIC, partitions, ONE)))
                    .all()
                    .get(APPLY.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private Side ours(String kafka, StatusView view, Path data, List<String> clients)
            throws Exception {
        var environment = new HashMap<>(environment(KafkaSettings.of(kafka)));
        environment.put("SFUMATO_HTTP_PORT", "0");
        environment.put("SFUMATO_GATEWAY_INGEST_URL", view.url());
        environment.put("SFUMATO_ARTIFACTS_FOLDER", data.resolve("artifacts").toString());
        return Side.start(
                Topics.EVENTS, options(), environment, List.of(MAIN, "gateway"), clients, sockets);
    }

    private Side bare(String kafka, List<String> clients) throws Exception {
        List<String> line = List.of(OURS, "gateway-bare", "--kafka", kafka);
        return Side.start(BroadcasterCommand.TOPIC, options(), Map.of(), line, clients, sockets);
    }

    private List<String> options() {
        return List.of("-XX:+Use%sGC".formatted(collector), "-Xmx" + heap);
    }

    private List<String> clients(Source source, Path ids) {
        return List.of(
                OURS,
                "gateway-clients",
                "--sockets",
                String.valueOf(sockets),
                "--ids",
                ids.toString(),
                "--epoch",
                String.valueOf(source.epoch()),
                "--heavy-every",
                String.valueOf(heavyEvery),
                "--heavy-watch",
                String.valueOf(heavyWatch));
    }

    private static Map<String, String> environment(KafkaSettings kafka) {
        return Map.of("SFUMATO_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    }
}
