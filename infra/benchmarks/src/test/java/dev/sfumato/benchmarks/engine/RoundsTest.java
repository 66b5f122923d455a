package dev.sfumato.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class RoundsTest {
    @Test
    void leavesDisturbedRoundsOut() {
        // Given
        var others = List.of(0.0, 0.5, 0.1, 0.02, 0.3, 0.09, 0.01);
        // When
        Rounds<Double> rounds = Rounds.of(others, Double::doubleValue);
        // Then
        assertThat(rounds.kept()).containsExactly(0.0, 0.1, 0.02, 0.09, 0.01);
        assertThat(rounds.text()).isEqualTo("5 of 7 kept");
    }

    @Test
    void keepsAllWhereTooFewWereQuiet() {
        // Given
        var others = List.of(0.0, 0.5, 0.4, 0.02, 0.3, 0.09);
        // When
        Rounds<Double> rounds = Rounds.of(others, Double::doubleValue);
        // Then
        assertThat(rounds.kept()).isEqualTo(others);
        assertThat(rounds.text()).isEqualTo("all 6 kept, 3 of them disturbed");
    }
}
