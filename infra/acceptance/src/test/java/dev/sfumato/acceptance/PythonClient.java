package dev.sfumato.acceptance;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** OpenAI's Python client in an environment of its own, made once below {@code target}. */
final class PythonClient {
    private static final Path SOURCES =
            Command.root().resolve("infra/acceptance/src/test/python").toAbsolutePath();
    private static final Duration INSTALL = Duration.ofMinutes(5);
    private static final Duration RUN = Duration.ofMinutes(3);

    private final Path python;
    private final Path log;

    private PythonClient(Path python, Path log) {
        this.python = python;
        this.log = log;
    }

    /** Makes the environment unless it is there. Needs {@code python3} with its module venv. */
    static PythonClient install(Path folder) throws IOException, InterruptedException {
        Path home = Command.root().resolve("infra/acceptance/target/openai-python");
        Path requirements = SOURCES.resolve("openai.txt");
        Path stamp = home.resolve("installed.txt");
        Path log = folder.resolve("python.log");
        if (!Files.exists(stamp) || Files.mismatch(stamp, requirements) >= 0) {
            run(log, INSTALL, List.of("python3", "-m", "venv", "--clear", home.toString()));
            run(
                    log,
                    INSTALL,
                    List.of(
                            home.resolve("bin/pip").toString(),
                            "install",
                            "--quiet",
                            "--disable-pip-version-check",
                            "-r",
                            requirements.toString()));
            Files.copy(requirements, stamp);
        }
        return new PythonClient(home.resolve("bin/python"), log);
    }

    /** Runs a script and returns what it prints. */
    String run(String script, String... arguments) throws IOException, InterruptedException {
        var line = new java.util.ArrayList<String>();
        line.add(python.toString());
        line.add(SOURCES.resolve(script).toString());
        line.addAll(List.of(arguments));
        Path out = Files.createTempFile(log.getParent(), "python", ".out");
        run(line, RUN, out, log);
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private static void run(Path log, Duration patience, List<String> line)
            throws IOException, InterruptedException {
        run(line, patience, log, log);
    }

    private static void run(List<String> line, Duration patience, Path out, Path log)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(line)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .start();
        boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        if (!ended || process.exitValue() != 0) {
            throw new AssertionError(line + " failed:\n" + Files.readString(log));
        }
    }
}
