package dev.sfumato.platform.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.events.ModelCard;

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
