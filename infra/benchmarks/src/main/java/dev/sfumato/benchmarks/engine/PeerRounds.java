package dev.sfumato.benchmarks.engine;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.benchmarks.measure.Use;
import dev.sfumato.diffusion.noise.Rng;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Pictures by all peers in turn: A B C, B C A, C A B … */
final class PeerRounds {
    private final List<Peer> peers;
    private final Path folder;
    private final int noise;
    private final Map<String, JsonNode> versions = new LinkedHashMap<>();
    private final Map<String, List<Start>> starts = new LinkedHashMap<>();
    private final Map<String, Integer> differences = new TreeMap<>();
    private final List<Map<String, Use>> rounds = new ArrayList<>();

    /**
     * One process's beginning and size.
     *
     * @param firstSeconds from its start to its first picture
     * @param peakMebibytes most memory resident in its life
     * @param pictures how many it made
     */
    record Start(double firstSeconds, double peakMebibytes, int pictures) {}

    /**
     * Nothing is started yet.
     *
     * @param folder where pictures go
     * @param noise values in a latent
     */
    PeerRounds(List<Peer> peers, Path folder, int noise) {
        this.peers = List.copyOf(peers);
        this.folder = folder;
        this.noise = noise;
    }

    /** Every peer lives through all rounds; the first {@code warmUp} aren't counted. */
    void resident(int warmUp, int count) {
        Map<String, PeerProcess> running = new LinkedHashMap<>();
        try {
            for (Peer peer : peers) {
                running.put(peer.name(), open(peer));
                make(running.get(peer.name()), peer, 0);
            }
            for (int round = 1; round <= warmUp + count; round++) {
                Map<String, Use> uses = new LinkedHashMap<>();
                for (Peer peer : order(round)) {
                    uses.put(peer.name(), make(running.get(peer.name()), peer, round));
                }
                compare();
                if (round > warmUp) {
                    rounds.add(uses);
                }
            }
            running.forEach((name, process) -> ended(name, process, warmUp + count + 1));
        } finally {
            running.values().forEach(PeerProcess::close);
        }
    }

    /** Every peer is started anew in each round; its first picture isn't counted. */
    void fresh(int count) {
        for (int round = 1; round <= count; round++) {
            Map<String, Use> uses = new LinkedHashMap<>();
            for (Peer peer : order(round)) {
                try (PeerProcess process = open(peer)) {
                    make(process, peer, 0);
                    uses.put(peer.name(), make(process, peer, round));
                    ended(peer.name(), process, 2);
                }
            }
            compare();
            rounds.add(uses);
        }
    }

    /** Each peer started once more, for one picture. */
    void start() {
        for (Peer peer : peers) {
            try (PeerProcess process = open(peer)) {
                make(process, peer, 0);
                ended(peer.name(), process, 1);
            }
        }
    }

    List<Map<String, Use>> rounds() {
        return rounds;
    }

    Map<String, List<Start>> starts() {
        return starts;
    }

    Map<String, JsonNode> versions() {
        return versions;
    }

    /** Largest difference of any picture from the first peer's, in levels, by name. */
    Map<String, Integer> differences() {
        return differences;
    }

    private List<Peer> order(int round) {
        List<Peer> order = new ArrayList<>(peers);
        Collections.rotate(order, -round);
        return order;
    }

    private PeerProcess open(Peer peer) {
        var process = new PeerProcess(peer);
        versions.put(peer.name(), process.greeting().path("versions"));
        return process;
    }

    private void ended(String name, PeerProcess process, int pictures) {
        starts.computeIfAbsent(name, missing -> new ArrayList<>())
                .add(new Start(process.firstSeconds(), process.peakMebibytes(), pictures));
    }

    private Use make(PeerProcess process, Peer peer, long seed) {
        return process.make(Work.prompt(seed), seed, noise(seed), file(peer));
    }

    private void compare() {
        byte[] expected = read(file(peers.getFirst()));
        for (Peer peer : peers) {
            int difference = Pictures.difference(expected, read(file(peer)));
            differences.merge(peer.name(), difference, Math::max);
        }
    }

    private Path file(Peer peer) {
        return folder.resolve(peer.name().replace(' ', '-') + ".png");
    }

    private Path noise(long seed) {
        Path file = folder.resolve("noise-" + seed + ".f32");
        var values = new float[noise];
        Rng.TORCH_CPU.seeded(seed).normal(values);
        var bytes = ByteBuffer.allocate(Float.BYTES * noise).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        try {
            Files.createDirectories(folder);
            Files.write(file, bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static byte[] read(Path png) {
        try {
            return Pictures.rgb(Files.readAllBytes(png));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
