package dev.sfumato.benchmarks.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program that makes pictures on request.
 *
 * @param command what starts it
 * @param environment what it is started with beside our own
 */
record Peer(String name, List<String> command, Map<String, String> environment) {
    /** Native memory goes back to the system, as the product's launcher has it. */
    private static final Map<String, String> LAUNCHER =
            Map.of(
                    "MALLOC_ARENA_MAX", "2",
                    "MALLOC_TRIM_THRESHOLD_", "131072",
                    "MALLOC_MMAP_THRESHOLD_", "131072");

    /** This project's engine in a process of its own. */
    static Peer ours(String name, Work work) {
        List<String> arguments = new ArrayList<>(List.of("make"));
        arguments.addAll(options(work));
        if (work.fast()) {
            arguments.add("--fast");
        }
        return java(name, arguments);
    }

    /** Another command of this program in a process of its own. */
    static Peer java(String name, List<String> arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElse("java"),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:+UseSerialGC",
                                "-XX:-UsePerfData",
                                "-Djava.awt.headless=true",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.sfumato.benchmarks.Main"));
        command.addAll(arguments);
        return new Peer(name, command, LAUNCHER);
    }

    /**
     * One of Python's libraries.
     *
     * @param python the interpreter of the environment that has it
     * @param script {@code peers.py}
     * @param model the folder in the form that this library takes
     */
    static Peer python(String name, Path python, Path script, Path model, Work work) {
        List<String> command = new ArrayList<>(List.of(python.toString(), script.toString(), name));
        command.addAll(options(model, work));
        return new Peer(name, command, Map.of());
    }

    /** The options of this program's own commands. */
    static List<String> options(Work work) {
        List<String> options = new ArrayList<>(options(work.model(), work));
        options.addAll(List.of("--spin-micros", String.valueOf(work.spinMicros())));
        return options;
    }

    /** The options that all programs share. */
    private static List<String> options(Path model, Work work) {
        return List.of(
                "--model", model.toString(),
                "--steps", String.valueOf(work.steps()),
                "--guidance", String.valueOf(work.guidanceScale()),
                "--width", String.valueOf(work.width()),
                "--height", String.valueOf(work.height()),
                "--threads", String.valueOf(work.threads()));
    }
}
