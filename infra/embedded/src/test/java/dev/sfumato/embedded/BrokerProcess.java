package dev.sfumato.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A broker in a process of its own, which can be killed. */
final class BrokerProcess implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 60;

    private final Process process;
    private final String bootstrapServers;

    private BrokerProcess(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    static BrokerProcess start(Path folder) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                BrokerProcess.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            String line =
                    CompletableFuture.supplyAsync(() -> firstLine(process))
                            .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            return new BrokerProcess(process, line);
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    long pid() {
        return process.pid();
    }

    /** Ends it as {@code kill -9} does. */
    void kill() {
        process.destroyForcibly().onExit().orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        kill();
    }

    private static String firstLine(Process process) {
        try {
            BufferedReader out = process.inputReader();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(EmbeddedKafka.HOST)) {
                    return line;
                }
            }
            throw new IllegalStateException("the broker didn't start");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a broker until killed. */
    public static void main(String[] args) throws Exception {
        var kafka = EmbeddedKafka.start(Path.of(args[0]), 0);
        System.out.println(kafka.bootstrapServers());
        new CountDownLatch(1).await();
    }
}
