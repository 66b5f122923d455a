package dev.sfumato.benchmarks.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

final class CellTest {
    private static final Card CARD = new Card(64, 64, 4, true);
    private static final long SECOND = 1_000_000_000;

    /** A request each second, its first step after number / 100 s, its picture after 2 s. */
    private static Recording twenty() {
        List<Served> served = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            long came = i * SECOND;
            served.add(
                    new Served(
                            new Arrival(i, came, CARD),
                            came + i * SECOND / 100,
                            came + 2 * SECOND));
        }
        return new Recording(served, 1, 0.05, 3, 0);
    }

    @Test
    void leavesOutTheFirstTenth() {
        // When
        Cell cell = Cell.of("part", Contestant.ONE, 0.5, twenty(), card -> 0.01, 0.05);
        // Then
        assertThat(cell.firstStep()).hasSize(18);
        assertThat(Cell.quantile(cell.firstStep(), 0)).isEqualTo(0.02, offset(1e-9));
        assertThat(Cell.quantile(cell.firstStep(), 0.5)).isEqualTo(0.105, offset(1e-9));
        assertThat(Cell.quantile(cell.firstStep(), 1)).isEqualTo(0.19, offset(1e-9));
        assertThat(Cell.quantile(cell.excess(), 1)).isEqualTo(0.18, offset(1e-9));
        assertThat(cell.meanPicture()).isEqualTo(2, offset(1e-9));
    }

    @Test
    void countsPicturesWhileRequestsCome() {
        // When
        Cell cell = Cell.of("part", Contestant.ONE, 0.5, twenty(), card -> 0, 0.05);
        // Then: those that came within the first 17 of 19 seconds
        assertThat(cell.throughput()).isEqualTo(18 / 19.0, offset(1e-9));
        assertThat(twenty().throughput()).isEqualTo(20 / 21.0, offset(1e-9));
    }

    @Test
    void comesBackFromItsFileAndJoinsOthersOfItsLoad() {
        // Given
        Cell cell = Cell.of("part", Contestant.ONE, 0.5, twenty(), card -> 0, 0.05);
        Cell another = Cell.of("part", Contestant.STATIC, 0.5, twenty(), card -> 0, 0.05);
        var run =
                new Result(
                        List.of(cell, another),
                        Map.of("part", Map.of(Contestant.ONE, 3.0, Contestant.STATIC, 5.0)));
        var slower = new Result(List.of(cell), Map.of("part", Map.of(Contestant.ONE, 1.0)));
        // When
        Result both = Result.of(List.of(run.json(), slower.json()));
        // Then
        assertThat(both.cells())
                .extracting(Cell::contestant)
                .containsExactly(Contestant.ONE, Contestant.STATIC);
        assertThat(both.cells().getFirst().picture()).hasSize(36);
        assertThat(both.cells().getFirst().failed()).isEqualTo(2);
        assertThat(both.cells().getFirst().throughput()).isEqualTo(cell.throughput());
        assertThat(both.capacities().get("part"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(Contestant.ONE, 3.0, Contestant.STATIC, 5.0));
    }

    @Test
    void countsOnlyTheCalmOneOfTwo() {
        // Given
        Cell calm = Cell.of("part", Contestant.ONE, 0.5, twenty(), card -> 0, 0.05);
        var busy = new Recording(twenty().served(), 0, 0.05, 3, 0.3);
        Cell disturbed = Cell.of("part", Contestant.ONE, 0.5, busy, card -> 0, 0.05);
        // When, Then
        assertThat(calm.and(disturbed)).isSameAs(calm);
        assertThat(disturbed.and(calm)).isSameAs(calm);
        assertThat(disturbed.and(disturbed).picture()).hasSize(36);
    }
}
