package dev.sfumato.benchmarks.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.worker.batching.Costs;
import dev.sfumato.worker.batching.Waiting;

import org.junit.jupiter.api.Test;

import java.util.List;

final class PoliciesTest {
    private static final Costs COSTS =
            new Costs() {
                @Override
                public int limit(Need.Call call) {
                    return 1;
                }

                @Override
                public double expected(Need.Call call, int rows) {
                    return rows;
                }

                @Override
                public boolean canShare(Need.Call one, Need.Call other) {
                    return one.component().equals(other.component())
                            && one.rows().shape().equals(other.rows().shape());
                }
            };

    private static final Outputs NOTHING = new Outputs.Computed("");

    private record Someone(long order, Job run) implements Waiting {
        static Someone of(long order, int size, boolean guided) {
            return new Someone(order, new SimulatedRun(new Card(size, size, 4, guided), size));
        }

        @Override
        public Need.Call call() {
            return (Need.Call) run.next();
        }

        @Override
        public boolean isNew() {
            return true;
        }

        @Override
        public double finish() {
            return -order;
        }
    }

    private final Someone first = Someone.of(1, 512, true);
    private final Someone large = Someone.of(2, 1024, true);
    private final Someone third = Someone.of(3, 512, true);
    private final Someone fourth = Someone.of(4, 512, false);

    @Test
    void makesThePictureThatWasAskedForFirst() {
        // When
        var chosen = new OneAtATime().choose(List.of(third, first, large), COSTS);
        // Then
        assertThat(chosen).containsExactly(first);
    }

    @Test
    void collectsABatchOfOneSize() {
        // When
        var chosen = new StaticBatches(8).choose(List.of(third, large, fourth, first), COSTS);
        // Then
        assertThat(chosen).containsExactly(first, third, fourth);
    }

    @Test
    void collectsNoMoreRowsThanAllowed() {
        // When
        var chosen = new StaticBatches(3).choose(List.of(first, third, fourth), COSTS);
        // Then: two rows and one row
        assertThat(chosen).containsExactly(first, fourth);
    }

    @Test
    void letsNobodyJoinABatch() {
        // Given
        var policy = new StaticBatches(8);
        policy.choose(List.of(first, third), COSTS);
        // When
        var next = policy.choose(List.of(third, fourth, large), COSTS);
        // Then
        assertThat(next).containsExactly(third);
        assertThat(policy.choose(List.of(large, fourth), COSTS)).containsExactly(large);
    }

    @Test
    void makesOneCallWhereABatchNeedsTwo() {
        // Given
        var policy = new StaticBatches(8);
        policy.choose(List.of(first, third), COSTS);
        third.run().accept(NOTHING);
        // When, Then
        assertThat(policy.choose(List.of(first, third), COSTS)).containsExactly(first);
    }
}
