package dev.sfumato.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.gateway.replay.Shown.Weight;
import dev.sfumato.schemas.events.GenerationId;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

class HistoryTest {
    private final GenerationId id = new GenerationId(UUID.randomUUID());

    @Test
    void keepsTheNewestProgressAndAllElseInOrder() {
        // Given
        var history = new History();
        int extra = 10;
        // When
        history.add(shown(0, Weight.LASTING));
        for (int i = 1; i <= History.MAX_PROGRESS + extra; i++) {
            history.add(shown(i, Weight.PASSING));
            if (i == extra) {
                history.add(shown(1_000, Weight.LASTING));
            }
        }
        history.add(shown(2_000, Weight.TERMINAL));
        // Then
        List<Long> expected = new ArrayList<>(List.of(0L, 1_000L));
        for (int i = extra + 1; i <= History.MAX_PROGRESS + extra; i++) {
            expected.add((long) i);
        }
        expected.add(2_000L);
        List<Long> kept = new ArrayList<>();
        history.forEach(each -> kept.add(each.event().offset()));
        assertThat(kept).isEqualTo(expected);
    }

    private Shown shown(long offset, Weight weight) {
        return new Shown(id, new EventId(0, offset), "type", weight, "{}");
    }
}
