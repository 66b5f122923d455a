package dev.sfumato.benchmarks.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

final class SimulationTest {
    /** A step takes 10 ms and 1 ms more for each row; encoding 1 ms, decoding 5 ms. */
    private static final DeviceTimes TIMES =
            new DeviceTimes() {
                @Override
                public double encode(int rows) {
                    return 1;
                }

                @Override
                public double step(double megapixels, int rows) {
                    return 10 + rows;
                }

                @Override
                public double decode(double megapixels, int rows) {
                    return 5;
                }
            };

    private static final Card SHORT = new Card(512, 512, 4, false);
    private static final Card LONG = new Card(512, 512, 50, false);
    private static final Card GUIDED = new Card(512, 512, 50, true);
    private static final double ALONE = 1 + 4 * 11 + 5;

    private final Simulation simulation = new Simulation(TIMES, 8, 512);

    @Test
    void takesTheTimesOfTheTable() {
        // When
        Served served = run(Contestant.ONE, new Arrival(0, 2_000_000, SHORT)).getFirst();
        // Then
        assertThat(1000 * served.toFirstStep()).isEqualTo(12, offset(1e-4));
        assertThat(1000 * served.toPicture()).isEqualTo(ALONE, offset(1e-4));
        assertThat(simulation.shortest(SHORT)).isEqualTo(0.012, offset(1e-9));
    }

    @Test
    void makesOneAfterTheOther() {
        // When
        List<Served> served =
                run(Contestant.ONE, new Arrival(0, 0, SHORT), new Arrival(1, 0, SHORT));
        // Then
        assertThat(1000 * served.getLast().toPicture()).isEqualTo(2 * ALONE, offset(1e-4));
    }

    @Test
    void letsNobodyIntoAStaticBatch() {
        // When
        List<Served> served =
                run(Contestant.STATIC, new Arrival(0, 0, LONG), new Arrival(1, 100, SHORT));
        // Then
        assertThat(served.getLast().firstStep()).isGreaterThan(served.getFirst().done());
    }

    @Test
    void letsRunsJoinAtTheNextStep() {
        // When
        List<Served> served =
                run(Contestant.CONTINUOUS, new Arrival(0, 0, LONG), new Arrival(1, 100, SHORT));
        // Then
        assertThat(1000 * served.getLast().toFirstStep()).isLessThan(11 + 1 + 12 + 1);
        assertThat(served.getLast().done()).isLessThan(served.getFirst().done());
    }

    @Test
    void makesMorePicturesInCompany() {
        // Given
        List<Arrival> backlog = Arrival.backlog(Mix.of(512), 4, 1);
        // When
        double together = simulation.run(Contestant.CONTINUOUS, backlog).throughput();
        double alone = simulation.run(Contestant.ONE, backlog).throughput();
        // Then
        assertThat(together).isGreaterThan(3 * alone);
    }

    @Test
    void letsStepsGoBetweenTheTilesOfALargePicture() {
        // Given
        var large = new Card(1024, 1024, 4, false);
        // When
        List<Served> served =
                run(
                        Contestant.CONTINUOUS,
                        new Arrival(0, 0, large),
                        new Arrival(1, 45_500_000, SHORT));
        // Then
        assertThat(1000 * served.getLast().toFirstStep()).isLessThan(2 * 5 + 1 + 11);
        assertThat(1000 * served.getFirst().toPicture()).isGreaterThan(45 + 9 * 5);
    }

    @Test
    void letsANewRunWaitForOneCallAtMost() {
        // Given: runs that keep the device busy for long, steps of 12 ms alone
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            arrivals.add(new Arrival(i, 0, GUIDED));
        }
        for (int i = 0; i < 20; i++) {
            arrivals.add(new Arrival(20 + i, 1_000_000_000L + i * 103_700_000L, SHORT));
        }
        // When
        List<Served> served = simulation.run(Contestant.CONTINUOUS, arrivals).served();
        // Then: the call under way, its encoding, its step in a small call
        assertThat(served.subList(20, 40))
                .allMatch(each -> 1000 * each.toFirstStep() <= 2 * 12 + 1 + 1.15 * 12);
        assertThat(served.subList(0, 20))
                .anyMatch(each -> each.done() > arrivals.getLast().nanos());
    }

    @Test
    void isTheSameEveryTime() {
        // Given
        List<Arrival> arrivals = Arrival.poisson(Mix.of(512, 1024), 200, 4, 1);
        for (Contestant contestant : Contestant.values()) {
            // When
            Recording one = simulation.run(contestant, arrivals);
            Recording other = simulation.run(contestant, arrivals);
            // Then
            assertThat(one).isEqualTo(other);
            assertThat(one.served()).hasSize(200);
            assertThat(one.failed()).isZero();
        }
    }

    private List<Served> run(Contestant contestant, Arrival... arrivals) {
        return simulation.run(contestant, List.of(arrivals)).served();
    }
}
