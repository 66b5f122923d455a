package dev.sfumato.schemas.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.schemas.Models;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.ModelCard;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

final class ResolverTest {
    private static final GenerationId ID =
            GenerationId.parse("01993f2e-7c1a-7b2c-8d3e-4f5061728394");
    private static final Instant NOW = Instant.parse("2026-11-23T18:00:00Z");
    private static final Resolver.Settings SETTINGS = Resolver.Settings.of("landscape");

    @Test
    void decidesWhatIsLeftOpen() {
        // When
        ResolvedRequest resolved = resolved(prompt(null), Models.LANDSCAPE);
        // Then
        assertThat(resolved)
                .isEqualTo(
                        new ResolvedRequest(
                                "text-to-image",
                                "landscape",
                                "x",
                                "",
                                20,
                                5.0,
                                "dpmpp-2m",
                                Resolver.seed(ID),
                                "torch-cpu",
                                1,
                                Priority.STANDARD,
                                NOW.plus(Duration.ofHours(24)),
                                true,
                                Quality.EXACT,
                                List.of(),
                                Output.DEFAULT,
                                null,
                                Map.of(),
                                Map.of(),
                                Map.of("width", 128, "height", 128),
                                20 * 2 * 16 * 16 / 1000.0));
    }

    /** Computed with Python's hashlib. */
    @Test
    void takesTheSeedFromTheId() {
        assertThat(Resolver.seed(ID)).isEqualTo(8039360735483897336L);
    }

    @Test
    void takesTheDefaultsOfItsQuality() {
        // When
        ResolvedRequest exact = resolved(asked(null, List.of()), Models.LANDSCAPE);
        ResolvedRequest fast = resolved(asked(Quality.FAST, List.of()), Models.LANDSCAPE);
        // Then
        assertThat(exact.quality()).isEqualTo(Quality.EXACT);
        assertThat(exact.steps()).isEqualTo(20);
        assertThat(fast.steps()).isEqualTo(12);
        assertThat(fast.guidanceScale()).isEqualTo(4);
        assertThat(fast.scheduler()).isEqualTo("euler");
        assertThat(fast.cost()).isEqualTo(exact.cost() * 12 / 20 / 2);
    }

    @Test
    void refusesAdaptersThatTheModelHasNot() {
        // Given
        List<Lora> lora = List.of(new Lora("ink", 1), new Lora("chalk", 1));
        // Then
        assertThat(Resolver.resolve(asked(null, lora), ID, NOW, Models.LANDSCAPE, SETTINGS))
                .isEqualTo(
                        new Resolution.Refused(
                                List.of(
                                        new Violation(
                                                "lora[1].id",
                                                "must be one of ink, oil for model landscape,"
                                                        + " got 'chalk'"))));
        assertThat(Resolver.resolve(asked(null, lora), ID, NOW, Models.BIRDSONG, SETTINGS))
                .isInstanceOfSatisfying(
                        Resolution.Refused.class,
                        refused ->
                                assertThat(refused.violations())
                                        .contains(
                                                new Violation(
                                                        "lora",
                                                        "must be empty, model birdsong takes no"
                                                                + " adapters")));
    }

    @Property(tries = 1000)
    void resolvingAgainGivesTheSame(@ForAll long seed) {
        GenerationRequest request = new ValidRequests(new SplittableRandom(seed)).next();
        assertThat(Resolver.resolve(request, ID, NOW, Models.LANDSCAPE, SETTINGS))
                .isEqualTo(Resolver.resolve(request, ID, NOW, Models.LANDSCAPE, SETTINGS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23T18:00:00Z", "2020-01-01T00:00:00Z", "2026-11-26T18:00:01Z"})
    void refusesADeadlineThatIsPastOrTooFar(String deadline) {
        Resolution resolution =
                Resolver.resolve(
                        prompt(Instant.parse(deadline)), ID, NOW, Models.LANDSCAPE, SETTINGS);
        assertThat(resolution)
                .isEqualTo(
                        new Resolution.Refused(
                                List.of(
                                        new Violation(
                                                "deadline",
                                                "must lie after now, 2026-11-23T18:00:00Z, and"
                                                        + " until 2026-11-26T18:00:00Z, got "
                                                        + deadline))));
    }

    @Test
    void takesTheFurthestDeadline() {
        Instant furthest = NOW.plus(Duration.ofDays(3));
        assertThat(resolved(prompt(furthest), Models.LANDSCAPE).deadline()).isEqualTo(furthest);
    }

    @Test
    void countsStepsWhereAWorkerAnnouncedNoFormula() {
        ModelCard card = Models.LANDSCAPE;
        var broken =
                new ModelCard(
                        card.id(),
                        card.modality(),
                        card.family(),
                        card.tasks(),
                        card.schedulers(),
                        card.defaults(),
                        card.maxSteps(),
                        card.maxCount(),
                        "not JSON",
                        "steps / (1 - 1)");
        assertThat(resolved(prompt(null), broken).cost()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({
        "1 + 2 * 3, 7",
        "(1 + 2) * 3, 9",
        "8 / 2 / 2, 2",
        "7 - 2 - 1, 4",
        "-2 * -3, 6",
        "1.5e3, 1500",
        "2e-1, 0.2",
        "steps*count, 40",
        "' steps - (count) ', 18",
    })
    void evaluatesArithmetic(String formula, double value) {
        assertThat(CostFormula.evaluate(formula, Map.of("steps", 20.0, "count", 2.0)))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1 +",
                "(1",
                "1)",
                "1 2",
                "steps steps",
                "width",
                "1 / 0",
                "0",
                "-1",
                "1..2",
                "exec(1)",
                "1e",
                "2 ^ 3",
                "0 / 0",
                "1e999"
            })
    void refusesWhatIsNoFormula(String formula) {
        assertThatThrownBy(() -> CostFormula.evaluate(formula, Map.of("steps", 20.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cost must");
    }

    @Property(tries = 1000)
    void noFormulaDoesMoreThanThrow(@ForAll String formula) {
        try {
            assertThat(CostFormula.evaluate(formula, Map.of())).isPositive();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("cost must");
        }
    }

    @Test
    void refusesADeeplyNestedFormula() {
        assertThatThrownBy(() -> CostFormula.evaluate("(".repeat(100_000), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ResolvedRequest resolved(GenerationRequest request, ModelCard card) {
        return switch (Resolver.resolve(request, ID, NOW, card, SETTINGS)) {
            case Resolution.Resolved(ResolvedRequest resolved) -> resolved;
            case Resolution.Refused(List<Violation> violations) ->
                    throw new AssertionError(violations.toString());
        };
    }

    private static GenerationRequest asked(@Nullable Quality quality, List<Lora> lora) {
        return new GenerationRequest(
                null, null, "x", null, null, null, null, null, null, null, null, null, null,
                quality, lora, null, null, Map.of(), Map.of(), Map.of());
    }

    private static GenerationRequest prompt(@Nullable Instant deadline) {
        return new GenerationRequest(
                null, null, "x", null, null, null, null, null, null, null, null, deadline, null,
                null, List.of(), null, null, Map.of(), Map.of(), Map.of());
    }
}
