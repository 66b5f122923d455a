package dev.sfumato.benchmarks.watching;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process on this one's JDK and class path that answers lines with lines. One thread. */
final class Child implements AutoCloseable {
    /** Begins a line that answers; others are for people. */
    static final String ANSWER = "> ";

    private static final int LINES = 10_000;
    private static final int STOP_SECONDS = 30;
    private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");

    private final Process process;
    private final BufferedWriter input;
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>(LINES);

    private Child(Process process) {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofVirtual().start(this::read);
    }

    /**
     * Starts a main class.
     *
     * @param options of the JVM beside ours, as its largest heap, {@code -Xmx512m}
     */
    static Child start(List<String> options, Map<String, String> environment, List<String> line)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(JDK.resolve("java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(line);
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new Child(builder.start());
    }

    long pid() {
        return process.pid();
    }

    /** Says something and returns the answer. */
    String ask(String line, Duration patience) throws IOException, InterruptedException {
        input.write(line + "\n");
        input.flush();
        return await(ANSWER, patience).substring(ANSWER.length());
    }

    /** The next line of output that contains a text. */
    String await(String text, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            String line = output.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new IllegalStateException("no '%s' within %s".formatted(text, patience));
            }
            if (line.contains(text)) {
                return line;
            }
        }
    }

    /** Its exit code. */
    int await(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("still running after " + patience);
        }
        return process.exitValue();
    }

    /** Kilobytes on its heap after a collection. */
    long heapKilobytes() throws IOException, InterruptedException {
        jcmd("GC.run");
        return jcmd("GC.heap_info")
                .lines()
                .filter(line -> line.contains("total") && line.contains("used"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*used (\\d+)K.*", "$1")))
                .sum();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String jcmd(String what) throws IOException, InterruptedException {
        Process asked =
                new ProcessBuilder(JDK.resolve("jcmd").toString(), Long.toString(pid()), what)
                        .redirectErrorStream(true)
                        .start();
        String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (asked.waitFor() != 0) {
            throw new IllegalStateException(what + " failed: " + answer);
        }
        return answer;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.offer(line);
            }
        } catch (IOException e) {
            output.offer("closed");
        }
    }
}
