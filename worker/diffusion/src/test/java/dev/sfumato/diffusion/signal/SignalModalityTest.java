package dev.sfumato.diffusion.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.onnx.Sessions;
import dev.sfumato.diffusion.pipeline.Artifact;
import dev.sfumato.diffusion.pipeline.Driver;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Pipeline;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Run;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A modality that core has never heard of passes through recognition, plan, shared calls,
 * checkpoint and codec.
 */
class SignalModalityTest {
    private static final Modalities MODALITIES = Modalities.installed();
    private static ModelCard card;
    private static Pipeline pipeline;
    private static Sessions sessions;

    @BeforeAll
    static void open() throws URISyntaxException {
        Path folder =
                Path.of(
                        Objects.requireNonNull(SignalModalityTest.class.getResource("/signal"))
                                .toURI());
        card = MODALITIES.recognise(ModelFolder.open(folder));
        pipeline = MODALITIES.pipeline(card);
        sessions = Device.cpu().open(card);
    }

    @AfterAll
    static void close() {
        sessions.close();
    }

    private static Request request(String prompt, int steps, long seed) {
        return Request.of("text-to-signal", prompt, steps, 1, seed);
    }

    @Test
    void makesTheSignalThatWasAskedFor() {
        // Given
        Request request = request("xx", 20, 7).with("length", 40).withCount(2);
        // When
        List<Artifact> made = Driver.drive(pipeline.plan(request), sessions);
        // Then
        assertThat(card.id()).isEqualTo("sine");
        assertThat(made).hasSize(2);
        assertThat(made.get(1).seed()).isEqualTo(8);
        assertThat(made.getFirst().attributes()).containsEntry("samples", 40);
        float[] signal = values(made.getFirst());
        for (int i = 0; i < signal.length; i++) {
            assertThat(signal[i])
                    .isEqualTo((float) Math.sin(2 * Math.PI * 2 * i / 40), within(0.35f));
        }
        assertThat(pipeline.cost(request)).isEqualTo(2 * 20 * 0.001);
    }

    @Test
    void sharesCallsBetweenRunsAtDifferentSteps() {
        // Given
        Run early = pipeline.plan(request("x", 4, 1));
        Run late = pipeline.plan(request("xxx", 9, 2));
        step(early);
        // When
        while (early.next() instanceof Need.Call one && late.next() instanceof Need.Call other) {
            assertThat(sessions.canShare(one, other)).isTrue();
            List<Outputs.Tensors> outputs = sessions.call(List.of(one, other));
            early.accept(outputs.get(0));
            late.accept(outputs.get(1));
        }
        // Then
        assertThat(early.next()).isInstanceOf(Need.Done.class);
        assertThat(late.progress().step()).isEqualTo(3);
        assertThat(values(Driver.drive(late, sessions).getFirst()))
                .isEqualTo(
                        values(
                                Driver.drive(pipeline.plan(request("xxx", 9, 2)), sessions)
                                        .getFirst()));
    }

    @Test
    void goesOnFromACheckpoint() {
        // Given
        Request request = request("xx", 8, 3).withScheduler("euler-a");
        Run first = pipeline.plan(request);
        step(first);
        step(first);
        step(first);
        // When
        Run second = pipeline.resume(request, first.checkpoint());
        // Then
        assertThat(values(Driver.drive(second, sessions).getFirst()))
                .isEqualTo(values(Driver.drive(pipeline.plan(request), sessions).getFirst()));
    }

    private static void step(Run run) {
        run.accept(sessions.call((Need.Call) run.next()));
    }

    private static float[] values(Artifact artifact) {
        return MODALITIES.codec(card).read("signal", artifact.bytes(), request("x", 1, 1)).values();
    }
}
