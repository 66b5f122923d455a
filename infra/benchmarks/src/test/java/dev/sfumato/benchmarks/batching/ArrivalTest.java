package dev.sfumato.benchmarks.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class ArrivalTest {
    private static final Mix MIX = Mix.of(64, 128);

    @Test
    void comesAsOftenAsItShould() {
        // When
        List<Arrival> arrivals = Arrival.poisson(MIX, 4000, 10, 7);
        // Then
        assertThat(arrivals).hasSize(4000);
        assertThat(arrivals.getLast().nanos() / 1e9).isBetween(395.0, 400.0);
        assertThat(arrivals).extracting(Arrival::nanos).isSorted();
        assertThat(arrivals.getLast().number()).isEqualTo(3999);
    }

    @Test
    void hasTheGapsOfAPoissonProcess() {
        // Given
        List<Arrival> arrivals = Arrival.poisson(MIX, 20_000, 1, 3);
        // When
        int longer = 0;
        for (int i = 1; i < arrivals.size(); i++) {
            if (arrivals.get(i).nanos() - arrivals.get(i - 1).nanos() > 1e9) {
                longer++;
            }
        }
        // Then
        assertThat(longer / 20_000.0).isEqualTo(Math.exp(-1), offset(0.015));
    }

    @Test
    void isTheSameForTheSameSeed() {
        // When, Then
        assertThat(Arrival.poisson(MIX, 100, 3, 5)).isEqualTo(Arrival.poisson(MIX, 100, 3, 5));
        assertThat(Arrival.poisson(MIX, 100, 3, 5)).isNotEqualTo(Arrival.poisson(MIX, 100, 3, 6));
    }

    @Test
    void dealsEveryKindAsOftenAsItsShare() {
        // Given
        int decks = 3;
        // When
        List<Arrival> arrivals = Arrival.backlog(MIX, decks, 1);
        // Then
        Map<Card, Integer> dealt = new HashMap<>();
        arrivals.forEach(each -> dealt.merge(each.card(), 1, Integer::sum));
        Map<Card, Integer> expected = new HashMap<>();
        MIX.deck().forEach(card -> expected.merge(card, decks, Integer::sum));
        assertThat(dealt).isEqualTo(expected);
        assertThat(MIX.deck().stream().mapToInt(Card::steps).average()).hasValue(19.0);
        assertThat(arrivals).allMatch(each -> each.nanos() == 0);
    }
}
