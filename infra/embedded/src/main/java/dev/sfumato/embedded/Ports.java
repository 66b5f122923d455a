package dev.sfumato.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The two loopback ports of one node. */
record Ports(int broker, int controller) {
    /**
     * Finds ports that were free a moment ago.
     *
     * @param broker the wanted broker port, 0 for any
     * @throws BindException when the wanted port is taken
     */
    static Ports choose(int broker) throws IOException {
        try (var first = bind(broker);
                var second = bind(0)) {
            return new Ports(first.getLocalPort(), second.getLocalPort());
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        var socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (BindException e) {
            socket.close();
            var clear =
                    new BindException(
                            "port %d on %s is in use".formatted(port, EmbeddedKafka.HOST));
            clear.initCause(e);
            throw clear;
        }
    }
}
