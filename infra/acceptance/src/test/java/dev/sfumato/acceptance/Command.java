package dev.sfumato.acceptance;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command {@code sfumato} as a process of its own, on this JVM's JDK and class path. */
final class Command implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(40);
    private static final Pattern ADDRESS = Pattern.compile("(http://\\S+)\\s");

    private final Process process;
    private final Path log;

    private Command(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it.
     *
     * @param folder where its output goes and which is its working directory
     * @param environment added to this process's own
     */
    static Command start(Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        return start(folder, environment, "dev.sfumato.standalone.Main", arguments);
    }

    /** Starts another program of the same class path. */
    static Command program(Path folder, String main, String... arguments) throws IOException {
        return start(folder, Map.of(), main, arguments);
    }

    private static Command start(
            Path folder, Map<String, String> environment, String main, String[] arguments)
            throws IOException {
        String name = Path.of(arguments[0]).getFileName().toString();
        Path log = Files.createTempFile(folder, name + "-", ".log");
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-Djava.awt.headless=true",
                        "-Dsfumato.home=" + root()));
        line.add("@" + classPathFile(folder));
        line.add(main);
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        return new Command(builder.start(), log);
    }

    /** The checkout that is tested. */
    static Path root() {
        String root = System.getProperty("sfumato.root");
        return Path.of(root == null ? "../.." : root).toAbsolutePath().normalize();
    }

    /** Waits for its end and returns the exit code. */
    int await(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running after " + patience + "\n" + output());
        }
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it printed so far. */
    String output() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(no output: " + e.getMessage() + ")";
        }
    }

    /** The address that a service prints once it serves; waits for it. */
    String address() {
        Instant deadline = Instant.now().plus(START);
        while (isAlive() && Instant.now().isBefore(deadline)) {
            Matcher address = ADDRESS.matcher(output());
            if (address.find()) {
                return address.group(1);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        throw new AssertionError("no address in\n" + output());
    }

    /** SIGSTOP: it stands still, without knowing. */
    void suspend() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT. */
    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** SIGTERM, and the time until its end. */
    Duration terminate() throws InterruptedException {
        long began = System.nanoTime();
        process.destroy();
        await(STOP);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** SIGKILL: no chance to clean up. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS);
    }

    /** SIGTERM, and the wait for its end. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("didn't stop within " + STOP + "\n" + output());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        String pid = Long.toString(process.pid());
        Process kill = new ProcessBuilder("kill", "-" + name, pid).inheritIO().start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("kill -%s %s failed".formatted(name, pid));
        }
    }

    private static Path classPathFile(Path folder) throws IOException {
        // Each process reads its own: another one may be started meanwhile.
        Path file = Files.createTempFile(folder, "classpath", "");
        String path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        StringBuilder text = new StringBuilder("-cp ");
        for (String entry : path.split(File.pathSeparator)) {
            if (!entry.contains("acceptance")) {
                text.append(entry.replace("\\", "\\\\")).append(File.pathSeparatorChar);
            }
        }
        return Files.writeString(file, text);
    }
}
