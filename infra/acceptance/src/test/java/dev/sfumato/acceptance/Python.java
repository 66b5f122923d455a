package dev.sfumato.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Programs in Python, in environments that the first test to need one makes below {@code target}.
 */
final class Python {
    private static final Path TARGET = Command.root().resolve("infra/acceptance/target");
    private static final Duration INSTALL = Duration.ofMinutes(12);

    private final Path environment;

    private Python(Path environment) {
        this.environment = environment;
    }

    /** What a program printed, and its exit code. */
    record Ran(int code, String output, String errors) {}

    /** With what {@code src/test/python/NAME.txt} lists. */
    static Python with(String name) throws IOException, InterruptedException {
        return open(name, Path.of(program(name + ".txt")));
    }

    /** Opens an environment; makes it when it isn't there or should hold something else. */
    static Python open(String name, Path requirements) throws IOException, InterruptedException {
        Path target = Files.createDirectories(TARGET);
        var python = new Python(target.resolve("python-" + name));
        Path made = python.environment.resolve("made");
        String wanted = Files.readString(requirements);
        try (var lock =
                        FileChannel.open(
                                target.resolve("python-" + name + ".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var held = lock.lock()) {
            if (held.isValid() && (!Files.exists(made) || !Files.readString(made).equals(wanted))) {
                List<String> create =
                        List.of("python3", "-m", "venv", "--clear", python.environment.toString());
                require(run(target, INSTALL, create));
                require(
                        python.run(
                                target,
                                INSTALL,
                                "pip",
                                "install",
                                "--quiet",
                                "--disable-pip-version-check",
                                "-r",
                                requirements.toString()));
                Files.writeString(made, wanted);
            }
        }
        return python;
    }

    /** A program of ours, from {@code src/test/python}. */
    static String program(String name) {
        return Command.root().resolve("infra/acceptance/src/test/python").resolve(name).toString();
    }

    /** Runs a program of the environment, as {@code python}, to its end. */
    Ran run(Path folder, Duration patience, String program, String... arguments)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(environment.resolve("bin").resolve(program).toString());
        line.addAll(List.of(arguments));
        return run(folder, patience, line);
    }

    private static Ran run(Path folder, Duration patience, List<String> line)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(TARGET, "python-", ".out");
        Path errors = Files.createTempFile(TARGET, "python-", ".err");
        try {
            Process process =
                    new ProcessBuilder(line)
                            .directory(folder.toFile())
                            .redirectOutput(output.toFile())
                            .redirectError(errors.toFile())
                            .start();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + patience + "\n" + read(output));
            }
            return new Ran(process.exitValue(), read(output), read(errors));
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }

    private static void require(Ran ran) {
        if (ran.code() != 0) {
            throw new AssertionError(
                    "no Python environment could be made\n" + ran.output() + ran.errors());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
