package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Driver;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Run;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

/** A checkpoint goes on only where it belongs, and damage is noticed. */
class CheckpointTest {
    private static final Request REQUEST =
            Request.of(PictureRequest.TEXT_TO_IMAGE, "a fox", 5, 5, 1).withScheduler("dpmpp-2m");
    private static Studio studio;
    private static byte[] checkpoint;

    @BeforeAll
    static void take() {
        studio = Studio.of("sd21");
        Run run = studio.pipeline().plan(REQUEST);
        while (run.progress().step() < 3) {
            switch (run.next()) {
                case Need.Call call -> run.accept(studio.sessions().call(call));
                case Need.Compute compute -> run.accept(compute.task().run());
                case Need.Done done -> throw new AssertionError(done);
            }
        }
        checkpoint = run.checkpoint();
    }

    @AfterAll
    static void close() {
        studio.close();
    }

    private static void refused(Request request, byte[] bytes) {
        assertThatThrownBy(
                        () ->
                                Driver.drive(
                                        studio.pipeline().resume(request, bytes),
                                        studio.sessions()))
                .isInstanceOfSatisfying(
                        DiffusionException.class,
                        thrown -> {
                            assertThat(thrown.failure()).isInstanceOf(Failure.Checkpoint.class);
                            assertThat(thrown.failure().code()).isEqualTo("unusable_checkpoint");
                        });
    }

    @Test
    void goesOnWithTheSameRequest() {
        // When
        var resumed =
                Driver.drive(studio.pipeline().resume(REQUEST, checkpoint), studio.sessions());
        // Then
        assertThat(resumed.getFirst().bytes())
                .isEqualTo(
                        Driver.drive(studio.pipeline().plan(REQUEST), studio.sessions())
                                .getFirst()
                                .bytes());
    }

    @Test
    void startsFromTheBeginningWhereNothingWasDone() {
        // Given
        byte[] early = studio.pipeline().plan(REQUEST).checkpoint();
        // When
        var resumed = Driver.drive(studio.pipeline().resume(REQUEST, early), studio.sessions());
        // Then
        assertThat(resumed).hasSize(1);
    }

    @Test
    void refusesAnotherRequest() {
        refused(
                Request.of(PictureRequest.TEXT_TO_IMAGE, "a wolf", 5, 5, 1)
                        .withScheduler("dpmpp-2m"),
                checkpoint);
        refused(REQUEST.withScheduler("euler"), checkpoint);
        refused(REQUEST.with("width", 128), checkpoint);
    }

    @Test
    void refusesDamage() {
        var random = new Random(1);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = checkpoint.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            refused(REQUEST, damaged);
            refused(REQUEST, Arrays.copyOf(checkpoint, random.nextInt(checkpoint.length)));
        }
        refused(REQUEST, new byte[0]);
        refused(REQUEST, Arrays.copyOf(checkpoint, checkpoint.length + 1));
    }
}
