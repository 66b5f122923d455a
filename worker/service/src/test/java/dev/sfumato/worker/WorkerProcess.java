package dev.sfumato.worker;

import dev.sfumato.platform.artifacts.FileArtifactStore;
import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.http.Readiness;
import dev.sfumato.platform.kafka.KafkaSettings;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** A worker in a process of its own, which tests may kill. */
final class WorkerProcess {
    private WorkerProcess() {}

    static Process start(KafkaSettings kafka, String pool, Path models, Path store, Path log)
            throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerProcess.class.getName(),
                        kafka.bootstrapServers(),
                        pool,
                        models.toString(),
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(new File(log.toString()))
                .start();
    }

    public static void main(String[] arguments) {
        var read =
                new ConfigReader(
                        Map.of(
                                "worker.pool",
                                arguments[1],
                                "worker.models",
                                arguments[2],
                                "worker.curves.folder",
                                arguments[3] + "-curves",
                                "worker.checkpoint.interval",
                                "100ms"));
        WorkerConfig config = WorkerConfig.from(read);
        read.throwIfInvalid();
        Worker worker =
                Worker.start(
                        config,
                        KafkaSettings.of(arguments[0]),
                        FileArtifactStore.open(Path.of(arguments[3]), Clock.systemUTC()),
                        new Worker.Observers(new SimpleMeterRegistry(), new Readiness()),
                        Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
    }
}
