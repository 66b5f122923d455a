package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.diffusion.TemporaryModel;
import dev.sfumato.diffusion.model.Adapter;
import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.diffusion.pipeline.Lora;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Quality;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Rows;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Low-rank adapters against the same weights merged into the graph, see lever_models.py. */
class LoraTest {
    private static final List<Lora> BOTH = List.of(new Lora("ink", 0.7), new Lora("oil", -0.4));
    private static final int LENGTH = 4 * 8 * 8;
    private static @TempDir Path folder;
    private static TemporaryModel model;
    private static Studio studio;

    @BeforeAll
    static void open() {
        model = LeverModels.lowRank(folder);
        studio = Studio.of(model.path());
    }

    @AfterAll
    static void close() {
        studio.close();
    }

    private static Rows rows() {
        var random = new Random(1);
        return Rows.of(
                IntStream.range(0, 3)
                        .mapToObj(
                                row ->
                                        new Row(
                                                Map.of(
                                                        "sample",
                                                        Tensor.floats(
                                                                normal(random, LENGTH), 4, 8, 8),
                                                        "timestep",
                                                        Tensor.floats(new float[] {100 * row}),
                                                        "encoder_hidden_states",
                                                        Tensor.floats(
                                                                normal(random, 77 * 32), 77, 32))))
                        .toList());
    }

    private static float[] normal(Random random, int length) {
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[][] predict(String component, Lora... lora) {
        Outputs.Tensors tensors = studio.sessions().call(call(component, lora));
        var predicted = new float[3][LENGTH];
        for (int row = 0; row < 3; row++) {
            tensors.read("out_sample", row, predicted[row]);
        }
        return predicted;
    }

    private static Need.Call call(String component, Lora... lora) {
        return new Need.Call(
                new Component("sd15", component), rows(), List.of("out_sample"), List.of(lora));
    }

    private static double difference(float[][] one, float[][] other) {
        double largest = 0;
        for (int row = 0; row < 3; row++) {
            for (int i = 0; i < LENGTH; i++) {
                largest = Math.max(largest, Math.abs(one[row][i] - other[row][i]));
            }
        }
        return largest;
    }

    private static Request request() {
        return Request.of(PictureRequest.TEXT_TO_IMAGE, "a fox", 3, 5, 7);
    }

    @Test
    void predictsWhatMergedWeightsDo() {
        // When
        float[][] plain = predict("unet");
        float[][] adapted = predict("unet", BOTH.get(0), BOTH.get(1));
        float[][] merged = predict("unet_merged");
        // Then
        assertThat(difference(adapted, merged)).isLessThan(1e-5);
        assertThat(difference(adapted, plain)).isGreaterThan(0.01);
        assertThat(predict("unet")).isDeepEqualTo(plain);
    }

    @Test
    void doesNothingAtWeightZero() {
        assertThat(difference(predict("unet", new Lora("ink", 0)), predict("unet")))
                .isLessThan(1e-6);
    }

    @Test
    void outlivesMoreCombinationsThanAreKept() {
        // Given
        float[][] first = predict("unet", new Lora("ink", 1));
        // When
        for (int i = 2; i < 8; i++) {
            predict("unet", new Lora("ink", i));
        }
        // Then
        assertThat(predict("unet", new Lora("ink", 1))).isDeepEqualTo(first);
    }

    @Test
    void sharesCallsOnlyWithTheSameAdapters() {
        Need.Call ink = call("unet", new Lora("ink", 1));
        assertThat(studio.sessions().canShare(ink, call("unet", new Lora("ink", 1)))).isTrue();
        assertThat(studio.sessions().canShare(ink, call("unet", new Lora("ink", 0.5)))).isFalse();
        assertThat(studio.sessions().canShare(ink, call("unet", new Lora("oil", 1)))).isFalse();
        assertThat(studio.sessions().canShare(ink, call("unet"))).isFalse();
    }

    @Test
    void makesAnotherPictureAndTheSameAtEitherQuality() {
        // When
        Pixels plain = studio.make(request()).getFirst();
        Pixels adapted = studio.make(request().withLora(BOTH)).getFirst();
        Pixels fast = studio.make(request().withLora(BOTH).withQuality(Quality.FAST)).getFirst();
        // Then
        assertThat(adapted.bytes()).isNotEqualTo(plain.bytes());
        assertThat(fast.bytes()).isEqualTo(adapted.bytes());
        assertThat(studio.pipeline().card().adapters()).containsExactly("ink", "oil");
    }

    @Test
    void refusesUnknownAndRepeatedAdapters() {
        refused("lora[0].id", "must be one of [ink, oil]", new Lora("chalk", 1));
        refused("lora[1].id", "must be another", new Lora("ink", 1), new Lora("ink", 0.5));
        refused("lora[0].weight", "must be between -10 and 10", new Lora("ink", Double.NaN));
    }

    private static void refused(String field, String rule, Lora... lora) {
        assertThatThrownBy(() -> studio.make(request().withLora(List.of(lora))))
                .isInstanceOfSatisfying(
                        DiffusionException.class,
                        thrown ->
                                assertThat(thrown.failure())
                                        .isInstanceOfSatisfying(
                                                Failure.Invalid.class,
                                                invalid -> {
                                                    assertThat(invalid.field()).isEqualTo(field);
                                                    assertThat(invalid.rule()).contains(rule);
                                                }));
    }

    @Test
    void refusesAdaptersOfAModelWithoutAny() {
        try (Studio other = Studio.of("sd15")) {
            assertThatThrownBy(() -> other.make(request().withLora(BOTH)))
                    .hasMessageContaining("lora must be empty, this model has no adapters");
        }
    }

    @Test
    void refusesAnAdapterOfAnotherNetwork(@TempDir Path other) {
        // Given
        TemporaryModel changed = LeverModels.lowRank(other);
        changed.write(
                "unet/model.onnx",
                TemporaryModel.copy("sd15", other.resolve("plain")).read("unet/model.onnx"));
        // Then
        assertThatThrownBy(() -> Studio.of(changed.path()))
                .hasMessageContaining("ink.onnx_adapter")
                .hasMessageContaining("no such input");
    }

    @Test
    void noticesDamage(@TempDir Path other) {
        // Given
        TemporaryModel changed = LeverModels.lowRank(other);
        Path file = changed.path().resolve("lora/ink.onnx_adapter");
        byte[] whole = changed.read("lora/ink.onnx_adapter");
        var random = new Random(1);
        for (int i = 0; i < 60; i++) {
            // When
            changed.truncate("lora/ink.onnx_adapter", random.nextInt(whole.length / 2));
            // Then
            assertThatThrownBy(() -> Adapter.read(file))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("ink.onnx_adapter");
            changed.write("lora/ink.onnx_adapter", whole);
        }
    }
}
