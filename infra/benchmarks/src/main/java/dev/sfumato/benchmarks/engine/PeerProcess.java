package dev.sfumato.benchmarks.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.benchmarks.measure.Counters;
import dev.sfumato.benchmarks.measure.Json;
import dev.sfumato.benchmarks.measure.Use;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A peer that runs: a JSON line in, a JSON line out. */
final class PeerProcess implements AutoCloseable {
    private static final int PATIENCE_MINUTES = 15;
    private static final String END = "";

    private final String name;
    private final Process process;
    private final BufferedWriter jobs;
    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(16);
    private final long started = System.nanoTime();
    private final JsonNode greeting;
    private double firstSeconds = Double.NaN;

    /** Starts it and waits for its first line. */
    PeerProcess(Peer peer) {
        name = peer.name();
        var builder =
                new ProcessBuilder(peer.command()).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(key -> key.startsWith("MALLOC_"));
        builder.environment().putAll(peer.environment());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " can't be started: " + peer.command(), e);
        }
        jobs = process.outputWriter();
        Thread.ofVirtual().start(this::listen);
        greeting = answer();
    }

    /** The first thing it said. */
    JsonNode greeting() {
        return greeting;
    }

    /** Has one picture made and says what that took. */
    Use make(String prompt, long seed, Path noise, Path file) {
        ObjectNode job = Json.object();
        job.put("prompt", prompt).put("seed", seed);
        job.put("noise", noise.toString()).put("file", file.toString());
        Use.Start start = Use.start(process.pid());
        try {
            jobs.write(job + "\n");
            jobs.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " doesn't listen any more", e);
        }
        answer();
        Use use = start.stop();
        if (Double.isNaN(firstSeconds)) {
            firstSeconds = 1e-9 * (System.nanoTime() - started);
        }
        return use;
    }

    /** Seconds from its start to its first picture. */
    double firstSeconds() {
        return firstSeconds;
    }

    /** The most memory it has had resident, in MiB. */
    double peakMebibytes() {
        return Counters.peakMebibytes(process.pid());
    }

    @Override
    public void close() {
        try {
            jobs.close();
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode answer() {
        try {
            String line = answers.poll(PATIENCE_MINUTES, TimeUnit.MINUTES);
            if (line == null || line.equals(END)) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        name + (line == null ? " doesn't answer" : " ended before it answered"));
            }
            return Json.parse(line);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " worked", e);
        }
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null) {
                answers.put(line);
                line = lines.readLine();
            }
            answers.put(END);
        } catch (IOException e) {
            answers.offer(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
