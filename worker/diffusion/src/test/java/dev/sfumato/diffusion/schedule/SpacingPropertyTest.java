package dev.sfumato.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class SpacingPropertyTest {

    @Property(tries = 200)
    void spacesLevelsFromTheHighestDownToTheLowest(
            @ForAll @IntRange(min = 2, max = 60) int steps,
            @ForAll @DoubleRange(min = 0.01, max = 0.5) double low,
            @ForAll @DoubleRange(min = 1, max = 100) double high) {
        // When
        double[][] rules = {
            SigmaSpacing.karras(steps, low, high, 7),
            SigmaSpacing.exponential(steps, low, high),
            SigmaSpacing.beta(steps, low, high, 0.6, 0.6)
        };
        // Then
        for (double[] levels : rules) {
            assertThat(levels[0]).isCloseTo(high, within(1e-9 * high));
            assertThat(levels[steps - 1]).isCloseTo(low, within(1e-9 * high));
            for (int i = 1; i < steps; i++) {
                assertThat(levels[i]).isLessThan(levels[i - 1]);
            }
        }
    }

    @Property(tries = 200)
    void findsBackTheTimestepOfALevel(@ForAll @DoubleRange(min = 0, max = 999) double timestep) {
        // Given
        var noise = TrainingNoise.of(SchedulerConfig.of(SchedulerKind.EULER, java.util.Map.of()));
        // When
        double found = noise.timestepOf(noise.sigmaAt(timestep));
        // Then
        assertThat(found).isCloseTo(timestep, within(0.06));
    }

    @Property(tries = 200)
    void ordersQuantilesLikeTheirProbabilities(
            @ForAll @DoubleRange(min = 0, max = 1) double p,
            @ForAll @DoubleRange(min = 0, max = 1) double q,
            @ForAll @DoubleRange(min = 0.3, max = 5) double a,
            @ForAll @DoubleRange(min = 0.3, max = 5) double b) {
        // When
        double ofSmaller = BetaQuantile.of(Math.min(p, q), a, b);
        double ofLarger = BetaQuantile.of(Math.max(p, q), a, b);
        // Then
        assertThat(ofSmaller).isBetween(0.0, ofLarger);
        assertThat(ofLarger).isLessThanOrEqualTo(1);
    }
}
