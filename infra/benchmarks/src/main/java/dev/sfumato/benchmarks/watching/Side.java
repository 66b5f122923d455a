package dev.sfumato.benchmarks.watching;

import dev.sfumato.benchmarks.measure.Counters;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server and its clients. One thread. */
final class Side implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration CONNECT = Duration.ofMinutes(4);
    private static final Pattern PORT = Pattern.compile(":(\\d+)/");
    private static final List<String> CLIENT_OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx768m");

    private final String topic;
    private final Child server;
    private final Child clients;
    private final int sockets;
    private final double heapPerSocket;

    private Side(String topic, Child server, Child clients, int sockets, double heapPerSocket) {
        this.topic = topic;
        this.server = server;
        this.clients = clients;
        this.sockets = sockets;
        this.heapPerSocket = heapPerSocket;
    }

    /**
     * What clients saw.
     *
     * @param count messages to those that are measured
     * @param p50 milliseconds from the sending of the event
     * @param heavyCount messages to the heavy ones since they began
     */
    record Seen(long count, double p50, double p99, long heavyCount) {
        static Seen parse(String text) {
            String[] words = text.split(" ", -1);
            return new Seen(
                    Long.parseLong(words[0]),
                    Double.parseDouble(words[1]),
                    Double.parseDouble(words[2]),
                    Long.parseLong(words[3]));
        }
    }

    /**
     * Starts both and returns once all watch.
     *
     * @param topic what the server reads
     * @param options of the server's JVM
     * @param clientLine without the port
     */
    static Side start(
            String topic,
            List<String> options,
            Map<String, String> environment,
            List<String> serverLine,
            List<String> clientLine,
            int sockets)
            throws IOException, InterruptedException {
        Child server = Child.start(options, environment, serverLine);
        Matcher port = PORT.matcher(server.await("listens on", START));
        if (!port.find()) {
            throw new IllegalStateException("the server names no port");
        }
        long before = server.heapKilobytes();
        var line = new ArrayList<>(clientLine);
        line.addAll(List.of("--port", port.group(1)));
        Child clients = Child.start(CLIENT_OPTIONS, Map.of(), line);
        clients.ask("ready", CONNECT);
        double each = (double) (server.heapKilobytes() - before) / sockets;
        return new Side(topic, server, clients, sockets, each);
    }

    String topic() {
        return topic;
    }

    /** Forgets what was seen. */
    void clear() throws IOException, InterruptedException {
        clients.ask("clear", START);
    }

    /** Whether the heavy clients read nothing. */
    void hold(boolean on) throws IOException, InterruptedException {
        clients.ask("hold " + (on ? "on" : "off"), START);
    }

    /** What was seen, once there are so many messages. */
    Seen await(long count) throws IOException, InterruptedException {
        return Seen.parse(clients.ask("wait " + count, START));
    }

    /** Kilobytes of the server's heap for each socket, after a collection. */
    double heapPerSocket() {
        return heapPerSocket;
    }

    double processorSeconds() {
        return Counters.processSeconds(server.pid());
    }

    double peakMebibytes() {
        return Counters.peakMebibytes(server.pid());
    }

    /** Sockets that are open now, of those that were opened. */
    String open() throws IOException, InterruptedException {
        return clients.ask("ready", START) + " of " + sockets;
    }

    @Override
    public void close() {
        clients.close();
        server.close();
    }
}
