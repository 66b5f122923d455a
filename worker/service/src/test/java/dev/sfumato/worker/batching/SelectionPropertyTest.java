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
    private static final int PLACES = 64;

    record Candidate(Need.Call call, boolean isNew, double finish, long order) implements Waiting {
        @Override
        public Run run() {
            return ToyRun.of(0, 4, 1);
        }

        int rows() {
            return call.rows().size();
        }

        Candidate old() {
            return new Candidate(call, false, finish, order);
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

    @Property
    void aNewRunGoesInTheVeryNextCall(
            @ForAll("waiting") List<Candidate> others,
            @ForAll("candidate") Candidate anybody,
            @ForAll @IntRange(max = 20) int fixed,
            @ForAll @IntRange(min = 1, max = 20) int perRow) {
        // Given: one that came last and alone
        List<Candidate> waiting = new ArrayList<>(others.stream().map(Candidate::old).toList());
        var newcomer = new Candidate(anybody.call(), true, 0, Long.MAX_VALUE);
        waiting.add(newcomer);
        var costs = new Line(fixed, perRow, 12);
        // When
        List<Candidate> chosen = new Selection(PLACES).choose(waiting, costs);
        // Then
        assertThat(chosen.getFirst()).isEqualTo(newcomer);
        assertThat(time(chosen, costs))
                .isLessThanOrEqualTo(
                        Math.max(
                                time(List.of(newcomer), costs),
                                Selection.ARRIVING * longest(waiting, costs)));
    }

    @Property
    void companyMakesNoCallLongWhileSomebodyMayCome(
            @ForAll("waiting") List<Candidate> waiting,
            @ForAll @IntRange(max = 20) int fixed,
            @ForAll @IntRange(min = 1, max = 20) int perRow) {
        // Given
        var costs = new Line(fixed, perRow, 12);
        // When
        List<Candidate> chosen = new Selection(PLACES).choose(waiting, costs);
        // Then
        assertThat(time(chosen, costs))
                .isLessThanOrEqualTo(Selection.STEPPING * longest(waiting, costs));
    }

    @Property
    void nobodyIsPassedForEver(
            @ForAll("waiting") List<Candidate> others, @ForAll("waiting") List<Candidate> stream) {
        // Given: runs that have begun, and ever new ones
        List<Candidate> old = new ArrayList<>(others.stream().map(Candidate::old).toList());
        var policy = new Selection(PLACES);
        var costs = new Line(1, 1, 12);
        int calls = 0;
        while (!old.isEmpty() && calls <= others.size() * (Selection.PATIENCE + 1)) {
            List<Candidate> waiting = new ArrayList<>(old);
            Candidate next = stream.get(calls % stream.size());
            waiting.add(new Candidate(next.call(), true, 0, 2_000_000L + calls));
            // When
            old.removeAll(policy.choose(waiting, costs));
            calls++;
        }
        // Then
        assertThat(old).isEmpty();
    }

    @Provide
    Arbitrary<List<Candidate>> waiting() {
        return candidate().list().ofMinSize(1).ofMaxSize(12).uniqueElements(Candidate::order);
    }

    @Provide
    Arbitrary<Candidate> candidate() {
        return Combinators.combine(
                        Arbitraries.of("unet", "vae"),
                        Arbitraries.of(4, 8),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.longs().between(0, 1_000_000))
                .as(
                        (component, size, rows, isNew, finish, order) ->
                                new Candidate(call(component, size, rows), isNew, finish, order));
    }

    private static List<Candidate> choose(List<Candidate> waiting, int limit) {
        return new Selection(PLACES).choose(waiting, new Line(0, 0, limit));
    }

    /** A call takes {@code fixed} and {@code perRow} for each row; 0 and 0 when not known. */
    private record Line(double fixed, double perRow, int rows) implements Costs {
        @Override
        public int limit(Need.Call call) {
            return rows;
        }

        @Override
        public double expected(Need.Call call, int callRows) {
            return fixed + perRow * callRows;
        }

        @Override
        public boolean canShare(Need.Call one, Need.Call other) {
            return SelectionPropertyTest.canShare(one, other);
        }
    }

    private static double time(List<Candidate> travelling, Costs costs) {
        int rows = travelling.stream().mapToInt(Candidate::rows).sum();
        return costs.expected(travelling.getFirst().call(), rows);
    }

    private static double longest(List<Candidate> waiting, Costs costs) {
        return waiting.stream().mapToDouble(each -> time(List.of(each), costs)).max().orElse(0);
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
