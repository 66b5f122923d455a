package dev.sfumato.acceptance;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.ToIntFunction;

/**
 * One address before several services, as a proxy that people put there. Each connection carries
 * one request; where the service is gone, it is closed. A virtual thread for each direction.
 */
final class Front implements AutoCloseable {
    private static final int BACKLOG = 50;
    private static final int MAX_HEAD = 64 * 1024;
    private static final String END = "\r\n\r\n";

    private final ServerSocket socket;
    private final ToIntFunction<String> port;

    private Front(ServerSocket socket, ToIntFunction<String> port) {
        this.socket = socket;
        this.port = port;
    }

    /**
     * Listens on a free port.
     *
     * @param port of the service that takes a request: of its method, a space and its path
     */
    static Front before(ToIntFunction<String> port) throws IOException {
        var socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        var front = new Front(socket, port);
        Thread.ofVirtual().start(front::accept);
        return front;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            if (head == null) {
                return;
            }
            String line = head.substring(0, head.indexOf("\r\n"));
            int target = port.applyAsInt(line.substring(0, line.lastIndexOf(' ')));
            try (Socket service = new Socket(InetAddress.getLoopbackAddress(), target)) {
                service.getOutputStream().write(alone(head).getBytes(StandardCharsets.ISO_8859_1));
                Thread.ofVirtual().start(() -> pass(client, service));
                service.getInputStream().transferTo(client.getOutputStream());
            }
        } catch (IOException e) {
            // One of the two is gone; the other is closed, too.
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // Seen by the other direction.
        }
    }

    /** Asks for the connection's end after the answer, unless it becomes a WebSocket. */
    private static String alone(String head) {
        if (head.toLowerCase(Locale.ROOT).contains("\r\nupgrade:")) {
            return head;
        }
        String others = head.replaceFirst("(?i)\r\nconnection:[^\r]*", "");
        return others.substring(0, others.length() - 2) + "Connection: close" + END;
    }

    /** All up to the empty line; null when the client sends nothing more. */
    private static @Nullable String head(InputStream input) throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (bytes.size() < MAX_HEAD) {
            int next = input.read();
            if (next < 0) {
                return null;
            }
            bytes.write(next);
            String text = next == '\n' ? bytes.toString(StandardCharsets.ISO_8859_1) : "";
            if (text.endsWith(END)) {
                return text;
            }
        }
        throw new IOException("a request's head is too long");
    }
}
