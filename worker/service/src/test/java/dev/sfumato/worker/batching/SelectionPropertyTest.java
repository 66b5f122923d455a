package dev.sfumato.worker.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Rows;
import dev.sfumato.diffusion.pipeline.Run;
import dev.sfumato.diffusion.pipeline.Tensor;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

final class SelectionPropertyTest {
    record Candidate(Need.Call call, boolean isNew, double finish, long order) implements Waiting {
        @Override
        public Run run() {
            return ToyRun.of(0, 4, 1);
        }

        int rows() {
            return call.rows().size();
        }
    }

    @Property
    void whoeverComesFirstTravels(
            @ForAll("waiting") List<Candidate> waiting,
            @ForAll @IntRange(min = 1, max = 12) int limit) {
        // When
        List<Candidate> chosen = choose(waiting, limit);
        // Then
        Candidate first = chosen.getFirst();
        assertThat(waiting).noneMatch(other -> isBefore(other, first));
    }

    @Property
    void onlyOneShapeTravels(
            @ForAll("waiting") List<Candidate> waiting,
            @ForAll @IntRange(min = 1, max = 12) int limit) {
        // When
        List<Candidate> chosen = choose(waiting, limit);
        // Then
        assertThat(chosen)
                .allMatch(each -> canShare(chosen.getFirst().call(), each.call()))
                .doesNotHaveDuplicates();
    }

    @Property
    void rowsStayWithinTheLimitUnlessOneRunAloneExceedsIt(
            @ForAll("waiting") List<Candidate> waiting,
            @ForAll @IntRange(min = 1, max = 12) int limit) {
        // When
        List<Candidate> chosen = choose(waiting, limit);
        // Then
        int rows = chosen.stream().mapToInt(Candidate::rows).sum();
        assertThat(rows <= limit || chosen.size() == 1).isTrue();
    }

    @Property
    void nobodyOfTheShapeIsLeftBehindWhileThereIsRoom(
            @ForAll("waiting") List<Candidate> waiting,
            @ForAll @IntRange(min = 1, max = 12) int limit) {
        // When
        List<Candidate> chosen = choose(waiting, limit);
        // Then
        int free = limit - chosen.stream().mapToInt(Candidate::rows).sum();
        assertThat(waiting)
                .filteredOn(each -> !chosen.contains(each))
                .filteredOn(each -> canShare(chosen.getFirst().call(), each.call()))
                .allMatch(each -> each.rows() > free);
    }

    @Property
    void theOrderOfTheListDoesNotMatter(
            @ForAll("waiting") List<Candidate> waiting,
            @ForAll @IntRange(min = 1, max = 12) int limit) {
        // Given
        List<Candidate> reversed = new ArrayList<>(waiting);
        Collections.reverse(reversed);
        // When, Then
        assertThat(choose(reversed, limit)).isEqualTo(choose(waiting, limit));
    }

    @Provide
    Arbitrary<List<Candidate>> waiting() {
        Arbitrary<Candidate> candidate =
                Combinators.combine(
                                Arbitraries.of("unet", "vae"),
                                Arbitraries.of(4, 8),
                                Arbitraries.integers().between(1, 4),
                                Arbitraries.of(true, false),
                                Arbitraries.integers().between(0, 5),
                                Arbitraries.longs().between(0, 1_000_000))
                        .as(
                                (component, size, rows, isNew, finish, order) ->
                                        new Candidate(
                                                call(component, size, rows), isNew, finish, order));
        return candidate.list().ofMinSize(1).ofMaxSize(12).uniqueElements(Candidate::order);
    }

    private static List<Candidate> choose(List<Candidate> waiting, int limit) {
        return Policy.CONTINUOUS.choose(waiting, new Limited(limit));
    }

    private record Limited(int rows) implements Costs {
        @Override
        public int limit(Need.Call call) {
            return rows;
        }

        @Override
        public double expected(Need.Call call, int callRows) {
            return 0;
        }

        @Override
        public boolean canShare(Need.Call one, Need.Call other) {
            return SelectionPropertyTest.canShare(one, other);
        }
    }

    private static boolean isBefore(Candidate one, Candidate other) {
        if (one.isNew() != other.isNew()) {
            return one.isNew();
        }
        if (!one.isNew() && one.finish() != other.finish()) {
            return one.finish() < other.finish();
        }
        return one.order() < other.order();
    }

    private static boolean canShare(Need.Call one, Need.Call other) {
        return one.component().equals(other.component())
                && one.rows().shape().equals(other.rows().shape());
    }

    private static Need.Call call(String component, int size, int rows) {
        Row row = new Row(Map.of("x", Tensor.zeros(size)));
        return new Need.Call(
                new Component("toy", component),
                Rows.of(Collections.nCopies(rows, row)),
                List.of("y"));
    }
}
