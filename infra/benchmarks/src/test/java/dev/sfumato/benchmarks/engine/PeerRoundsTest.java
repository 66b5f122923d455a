package dev.sfumato.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

class PeerRoundsTest {
    /** Copies one and the same picture to where each job wants it. */
    private static final String COPYIST =
            """
            echo '{"versions": {"copyist": "1"}}'
            while read -r job; do
                file=${job##*'"file":"'}
                cp "$0" "${file%%'"'*}"
                echo '{"made": true}'
            done
            """;

    @TempDir private Path folder;

    @Test
    void takesTurns() throws IOException {
        // Given
        var peers = List.of(copyist("sfumato", 10), copyist("other", 13));
        var rounds = new PeerRounds(peers, folder.resolve("pictures"), 16);
        // When
        rounds.resident(1, 3);
        rounds.start();
        // Then
        assertThat(rounds.rounds()).hasSize(3).allSatisfy(round -> assertThat(round).hasSize(2));
        assertThat(rounds.starts().get("other"))
                .extracting(PeerRounds.Start::pictures)
                .containsExactly(5, 1);
        assertThat(rounds.differences()).isEqualTo(Map.of("sfumato", 0, "other", 3));
        assertThat(rounds.versions().get("other").path("copyist").asText()).isEqualTo("1");
        assertThat(new PeerReport(rounds, "sfumato").table()).contains("| other |");
    }

    @Test
    void startsAnewInEachRound() throws IOException {
        // Given
        var rounds = new PeerRounds(List.of(copyist("sfumato", 10)), folder.resolve("made"), 16);
        // When
        rounds.fresh(2);
        // Then
        assertThat(rounds.starts().get("sfumato"))
                .hasSize(2)
                .allSatisfy(start -> assertThat(start.firstSeconds()).isPositive());
    }

    @Test
    void saysWhoEnded() {
        var dead = new Peer("dead", List.of("false"), Map.of());
        assertThatThrownBy(() -> new PeerProcess(dead))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("dead ended before it answered");
    }

    private Peer copyist(String name, int gray) throws IOException {
        Path picture = folder.resolve(name + "-source.png");
        var image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(1, 1, gray << 16 | gray << 8 | gray);
        ImageIO.write(image, "png", picture.toFile());
        return new Peer(name, List.of("bash", "-c", COPYIST, picture.toString()), Map.of());
    }
}
