package dev.sfumato.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class EmbeddedKafkaTest {
    @TempDir Path folder;

    @Test
    void carriesRecordsBetweenClients() throws Exception {
        // Given
        try (var kafka = EmbeddedKafka.start(folder, 0)) {
            Clients.create(kafka.bootstrapServers(), "letters");
            // When
            Clients.send(kafka.bootstrapServers(), "letters", "a");
            Clients.send(kafka.bootstrapServers(), "letters", "b");
            // Then
            assertThat(Clients.read(kafka.bootstrapServers(), "letters", 2))
                    .containsExactly("a", "b");
        }
    }

    @Test
    void keepsDataWhenStartedAgainOnAnotherPort() throws Exception {
        // Given
        try (var kafka = EmbeddedKafka.start(folder, 0)) {
            Clients.create(kafka.bootstrapServers(), "letters");
            Clients.send(kafka.bootstrapServers(), "letters", "a");
        }
        // When
        try (var again = EmbeddedKafka.start(folder, 0)) {
            Clients.send(again.bootstrapServers(), "letters", "b");
            // Then
            assertThat(Clients.read(again.bootstrapServers(), "letters", 2))
                    .containsExactly("a", "b");
        }
    }

    @Test
    void keepsAcknowledgedDataWhenItsProcessIsKilled() throws Exception {
        // Given
        try (var broker = BrokerProcess.start(folder)) {
            Clients.create(broker.bootstrapServers(), "letters");
            Clients.send(broker.bootstrapServers(), "letters", "a");
            // When
            broker.kill();
        }
        // Then
        try (var again = EmbeddedKafka.start(folder, 0)) {
            Clients.send(again.bootstrapServers(), "letters", "b");
            assertThat(Clients.read(again.bootstrapServers(), "letters", 2))
                    .containsExactly("a", "b");
        }
    }

    @Test
    void refusesAFolderThatAnotherProcessUses() throws Exception {
        // Given
        try (var broker = BrokerProcess.start(folder)) {
            // When
            assertThatThrownBy(() -> EmbeddedKafka.start(folder, 0))
                    // Then
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("process " + broker.pid());
        }
    }

    @Test
    void refusesAFolderThatThisProcessUses() throws Exception {
        // Given
        try (var first = EmbeddedKafka.start(folder, 0)) {
            assertThat(first.bootstrapServers()).startsWith("127.0.0.1:");
            // When
            assertThatThrownBy(() -> EmbeddedKafka.start(folder, 0))
                    // Then
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageContaining(folder.toString());
        }
    }

    @Test
    void refusesATakenPortAndFreesTheFolder() throws Exception {
        // Given
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            // When
            assertThatThrownBy(() -> EmbeddedKafka.start(folder, port))
                    // Then
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("port " + port);
        }
        EmbeddedKafka.start(folder, 0).close();
    }

    @Test
    void survivesPortsThatAreTakenWhileItStarts() throws Exception {
        // Given
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int controller = Ports.choose(0).controller();
            String broker = "PLAINTEXT://127.0.0.1:" + taken.getLocalPort();
            var overrides =
                    Map.of(
                            "listeners", broker + ",CONTROLLER://127.0.0.1:" + controller,
                            "advertised.listeners", broker,
                            "controller.quorum.voters", "1@127.0.0.1:" + controller);
            // When
            assertThatThrownBy(() -> EmbeddedKafka.start(folder, 0, overrides))
                    // Then
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no free loopback ports");
        }
        EmbeddedKafka.start(folder, 0).close();
    }

    @Test
    void refusesAFolderThatIsAFile() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("file"), "text");
        // When
        assertThatThrownBy(() -> EmbeddedKafka.start(file, 0))
                // Then
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void listensOnTheWantedPortAndClosesTwice() throws Exception {
        // Given
        int port = Ports.choose(0).broker();
        // When
        var kafka = EmbeddedKafka.start(folder, port);
        // Then
        assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
        kafka.close();
        kafka.close();
    }
}
