package dev.sfumato.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.gateway.Samples;
import dev.sfumato.gateway.replay.EventId;
import dev.sfumato.gateway.replay.PreviewImage;
import dev.sfumato.gateway.replay.Shown;
import dev.sfumato.gateway.replay.Shown.Weight;
import dev.sfumato.schemas.events.GenerationId;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

final class FrameQueueTest {
    private static final int LARGE = 1_000_000;

    private final Samples one = Samples.fresh();
    private final Samples other = Samples.fresh();
    private final UUID run = UUID.randomUUID();

    @Test
    void keepsEveryStepWhileTheClientKeepsUp() {
        // Given
        var queue = new FrameQueue(LARGE);
        // When
        for (int step = 1; step <= 3; step++) {
            queue.add(progress(one, step), false);
        }
        // Then
        assertThat(texts(queue)).containsExactly("progress 1", "progress 2", "progress 3");
    }

    @Test
    void aLateClientGetsTheNewestStepOfEach() {
        // Given
        var queue = new FrameQueue(LARGE);
        // When
        queue.add(progress(one, 1), true);
        queue.add(progress(other, 1), true);
        queue.add(progress(one, 2), true);
        queue.add(progress(other, 2), true);
        // Then
        assertThat(texts(queue)).containsExactly("progress 2", "progress 2");
    }

    @Test
    void aStepNeverOvertakesTheRunItBelongsTo() {
        // Given
        var queue = new FrameQueue(LARGE);
        // When
        queue.add(progress(one, 3), true);
        queue.add(lasting(one, "started"), true);
        queue.add(progress(one, 1), true);
        queue.add(progress(one, 2), true);
        // Then
        assertThat(texts(queue)).containsExactly("progress 3", "started", "progress 2");
    }

    @Test
    void noPreviewWaitsBehindAnOutcome() {
        // Given
        var queue = new FrameQueue(LARGE);
        // When
        queue.add(preview(one, 1, 10), false);
        queue.add(preview(other, 1, 10), false);
        queue.add(terminal(one), false);
        // Then
        assertThat(texts(queue)).containsExactly("preview", "completed");
    }

    @Test
    void previewsTakeAtMostHalfOfTheRoom() {
        // Given
        var queue = new FrameQueue(10_000);
        // When
        FrameQueue.Loss loss = queue.add(preview(one, 1, 30_000), true);
        queue.add(terminal(one), true);
        // Then
        assertThat(loss.previews()).isEqualTo(1);
        assertThat(queue.isOverfull()).isFalse();
        assertThat(texts(queue)).containsExactly("completed");
    }

    @Test
    void beforeItIsOverfullItGivesUpOldSteps() {
        // Given
        var queue = new FrameQueue(10_000);
        // When
        for (int step = 1; step <= 1_000; step++) {
            queue.add(progress(one, step), false);
        }
        // Then
        assertThat(queue.isOverfull()).isFalse();
        assertThat(texts(queue)).last().isEqualTo("progress 1000");
    }

    @Property
    void whateverComesLastingFramesStayInOrder(
            @ForAll @Size(max = 60) List<@IntRange(max = 5) Integer> kinds, @ForAll boolean late) {
        // Given
        var queue = new FrameQueue(3_000);
        var expected = new ArrayList<String>();
        // When
        for (int i = 0; i < kinds.size(); i++) {
            switch (kinds.get(i)) {
                case 0 -> queue.add(progress(one, i), late);
                case 1 -> queue.add(progress(other, i), late);
                case 2 -> queue.add(preview(one, i, 200), late);
                case 3 -> queue.add(preview(other, i, 900), late);
                default -> {
                    queue.add(lasting(kinds.get(i) == 4 ? one : other, "lasting " + i), late);
                    expected.add("lasting " + i);
                }
            }
        }
        // Then
        assertThat(texts(queue)).filteredOn(text -> text.startsWith("lasting")).isEqualTo(expected);
        assertThat(queue.poll()).isNull();
    }

    private static List<String> texts(FrameQueue queue) {
        var texts = new ArrayList<String>();
        for (Frame frame = queue.poll(); frame != null; frame = queue.poll()) {
            texts.add(
                    switch (frame) {
                        case Frame.Answer answer -> answer.json();
                        case Frame.Event event -> event.shown().json();
                        case Frame.Picture ignored -> "preview";
                    });
        }
        return texts;
    }

    private static Frame progress(Samples samples, int step) {
        return event(samples.id(), Weight.PASSING, "progress " + step);
    }

    private static Frame lasting(Samples samples, String text) {
        return event(samples.id(), Weight.LASTING, text);
    }

    private static Frame terminal(Samples samples) {
        return event(samples.id(), Weight.TERMINAL, "completed");
    }

    private static Frame event(GenerationId id, Weight weight, String json) {
        return new Frame.Event(new Shown(id, new EventId(0, 0), "any", weight, json));
    }

    private Frame preview(Samples samples, int step, int bytes) {
        return new Frame.Picture(new PreviewImage(samples.preview(run, step, bytes)));
    }
}
