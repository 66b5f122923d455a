package dev.sfumato.platform.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.events.ModelCard;
import dev.sfumato.schemas.events.PoolSnapshot;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

final class FleetViewTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final FleetView view = new FleetView("landscape", Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void listsTheDefaultModelFirst() {
        // Given
        view.accept(beat("w1", NOW, false, "anime", "landscape"));
        // When
        List<String> ids = view.ids();
        // Then
        assertThat(ids).containsExactly("landscape", "anime");
    }

    @Test
    void remembersTheModelsOfASilentWorkerForADay() {
        // Given
        view.accept(beat("w1", NOW.minus(Duration.ofHours(23)), false, "anime"));
        view.accept(beat("w2", NOW.minus(Duration.ofHours(25)), false, "oil"));
        // When
        List<String> ids = view.ids();
        // Then
        assertThat(ids).containsExactly("anime");
        assertThat(view.isLive("anime")).isFalse();
        assertThat(view.find("oil")).isEmpty();
    }

    @Test
    void aStoppingWorkerDoesNotLive() {
        // Given
        view.accept(beat("w1", NOW, true, "anime"));
        // When, Then
        assertThat(view.living()).isEmpty();
        assertThat(view.poolOf("anime")).hasValue("default");
    }

    @Test
    void forgetsAModelThatNoWorkerHasAnyMore() {
        // Given
        view.accept(beat("w1", NOW, false, "anime", "oil"));
        view.accept(beat("w2", NOW.minusSeconds(1), false, "oil", "ink"));
        // When
        view.accept(beat("w1", NOW.plusSeconds(1), false));
        // Then
        assertThat(view.find("anime")).isEmpty();
        assertThat(view.find("oil")).hasValue(card("oil"));
        assertThat(view.find("ink")).hasValue(card("ink"));
    }

    @Test
    void isFullWhenEveryPoolIs() {
        // When, Then
        assertThat(view.isFull(5)).isFalse();
        view.accept(pool("default", 5));
        assertThat(view.isFull(5)).isTrue();
        view.accept(pool("other", 4));
        assertThat(view.isFull(5)).isFalse();
        view.accept(pool("other", 6));
        assertThat(view.isFull(5)).isTrue();
    }

    private static PoolSnapshot pool(String name, int backlog) {
        return new PoolSnapshot(name, NOW, backlog, 0, 0, 0, 0, null, false);
    }

    private static Heartbeat beat(String worker, Instant at, boolean stopping, String... models) {
        List<ModelCard> cards = List.of(models).stream().map(FleetViewTest::card).toList();
        return new Heartbeat(
                worker, "default", at, 2, List.of(), List.of("cpu:0"), cards, stopping);
    }

    private static ModelCard card(String id) {
        return new ModelCard(
                id,
                "image",
                "stable-diffusion",
                List.of("text-to-image"),
                List.of("ddim"),
                new ModelCard.Defaults(20, 5, "ddim"),
                200,
                4,
                "{}",
                "steps");
    }
}
