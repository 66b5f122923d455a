package dev.sfumato.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.util.List;

class SpreadTest {
    @Test
    void interpolatesBetweenNeighbours() {
        // Given
        var values = List.of(4.0, 1.0, 2.0, 3.0);
        // When
        Spread spread = Spread.of(values);
        // Then
        assertThat(spread).isEqualTo(new Spread(2.5, 1.75, 3.25, 1, 4));
        assertThat(spread.text(2)).isEqualTo("2.50 (1.75–3.25)");
    }

    @Test
    void refusesNothing() {
        assertThatThrownBy(() -> Spread.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got []");
    }

    @Property
    void keepsItsOrder(
            @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = -9, max = 9) Double> values) {
        // Given, When
        Spread spread = Spread.of(values);
        // Then
        assertThat(spread.least()).isLessThanOrEqualTo(spread.lower());
        assertThat(spread.lower()).isLessThanOrEqualTo(spread.median());
        assertThat(spread.median()).isLessThanOrEqualTo(spread.upper());
        assertThat(values).anyMatch(value -> value <= spread.median());
        assertThat(values).anyMatch(value -> value >= spread.median());
    }
}
