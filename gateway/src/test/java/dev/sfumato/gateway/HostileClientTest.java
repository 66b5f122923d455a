package dev.sfumato.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.gateway.streaming.SocketLimits;
import dev.sfumato.schemas.events.GenerationId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/** Clients that want too much, or say nothing, cost themselves alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileClientTest {
    private static final int SUBSCRIPTIONS = 5;
    private static final int QUEUE = 1024 * 1024;
    private static final int TEXT = 0x81;
    private static final int PING = 0x89;
    private static final int CLOSE = 0x88;

    private final UUID run = UUID.randomUUID();
    private Backdrop backdrop;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        backdrop = new Backdrop(folder);
        var limits = new SocketLimits(SUBSCRIPTIONS, 4, QUEUE, Duration.ofMillis(200));
        gateway =
                TestGateway.start(
                        backdrop,
                        new GatewayConfig(backdrop.status().url(), Set.of(), 1, 1_000, limits));
    }

    @AfterAll
    void stop() {
        gateway.close();
        backdrop.close();
    }

    @Test
    void manySubscriptionsAreAnsweredOneByOne() throws Exception {
        // Given
        int many = 2_000;
        int before = backdrop.status().asked();
        try (TestSocket socket = gateway.socket()) {
            // When
            for (int i = 0; i < many; i++) {
                socket.subscribe(new GenerationId(UUID.randomUUID()));
            }
            // Then
            int refused = 0;
            for (int i = 0; i < many; i++) {
                JsonNode answer = socket.next();
                assertThat(answer.path("code").asText()).isIn("not_found", "too_many");
                refused += answer.path("code").asText().equals("too_many") ? 1 : 0;
            }
            assertThat(refused).isPositive();
            assertThat(backdrop.status().asked() - before).isLessThanOrEqualTo(many - refused);
        }
        assertOthersDontNotice();
    }

    @Test
    void whoNeverReadsAnswersIsCutOff() throws Exception {
        try (Socket socket = connected()) {
            OutputStream out = socket.getOutputStream();
            byte[] junk = frame("{}");
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            // When, Then
            assertThatThrownBy(
                            () -> {
                                while (System.nanoTime() < deadline) {
                                    out.write(junk);
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
        assertThat(gateway.get("/metrics").body())
                .containsPattern("sfumato_gateway_clients_too_slow_total [1-9]");
        assertOthersDontNotice();
    }

    @Test
    void whoGivesNoSignOfLifeIsCutOff() throws Exception {
        try (Socket socket = connected()) {
            var in = new DataInputStream(socket.getInputStream());
            // When
            int opcode = in.readUnsignedByte();
            int pings = 0;
            while (opcode == PING) {
                pings++;
                in.skipNBytes(in.readUnsignedByte());
                opcode = in.readUnsignedByte();
            }
            // Then
            assertThat(opcode).isEqualTo(CLOSE);
            assertThat(in.readUnsignedByte()).isGreaterThan(2);
            assertThat(in.readUnsignedShort()).isEqualTo(1001);
            assertThat(pings).isEqualTo(2);
        }
    }

    @Test
    void junkInsteadOfFramesEndsOnlyItsOwnSocket() throws Exception {
        try (Socket socket = connected()) {
            // When
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            // Then: it ends, with a close frame or without
            socket.getInputStream().readAllBytes();
        }
        assertOthersDontNotice();
    }

    private void assertOthersDontNotice() throws Exception {
        Samples samples = Samples.fresh();
        backdrop.publish(samples.life(run));
        try (TestSocket other = gateway.socket()) {
            other.subscribe(samples.id());
            assertThat(TestSocket.types(other.untilTerminal())).endsWith("completed");
        }
    }

    /** A WebSocket whose client does nothing by itself. */
    private Socket connected() throws IOException {
        var socket =
                new Socket(InetAddress.getLoopbackAddress(), gateway.url("http", "/").getPort());
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(
                        """
                        GET /v1/stream HTTP/1.1
                        Host: here
                        Upgrade: websocket
                        Connection: Upgrade
                        Sec-WebSocket-Version: 13
                        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
                        Sec-WebSocket-Protocol: sfumato.v1

                        """
                                .replace("\n", "\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).isNotNegative();
            head.append((char) next);
        }
        assertThat(head).startsWith("HTTP/1.1 101 ");
        return socket;
    }

    /** A text frame, masked with zeros. */
    private static byte[] frame(String text) {
        byte[] frame = new byte[6 + text.length()];
        frame[0] = (byte) TEXT;
        frame[1] = (byte) (0x80 | text.length());
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, frame, 6, text.length());
        return frame;
    }
}
