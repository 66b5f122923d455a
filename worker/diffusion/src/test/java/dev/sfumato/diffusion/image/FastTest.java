package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.diffusion.TemporaryModel;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Driver;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Quality;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Run;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Quality fast: a U-Net in two parts, and what a folder says of it. */
class FastTest {
    private static final String CONFIGURED =
            """
            {"fast": {"cache_interval": 3, "steps": 6, "scheduler": "unipc"}}
            """;
    private static @TempDir Path folder;
    private static Studio studio;

    @BeforeAll
    static void open() {
        studio = Studio.of(LeverModels.twoPart(folder, CONFIGURED).path());
    }

    @AfterAll
    static void close() {
        studio.close();
    }

    private static Request request(int steps) {
        return Request.of(PictureRequest.TEXT_TO_IMAGE, "a fox in snow", steps, 5, 7)
                .withNegativePrompt("people")
                .withScheduler("dpmpp-2m");
    }

    private static Request fast(int steps) {
        return request(steps).withQuality(Quality.FAST);
    }

    /** The components of a run's denoising calls, in order. */
    private static List<String> calls(Request request) {
        List<String> components = new ArrayList<>();
        Run run = studio.pipeline().plan(request);
        while (true) {
            switch (run.next()) {
                case Need.Call call -> {
                    components.add(call.component().name() + call.rows().size());
                    run.accept(studio.sessions().call(call));
                }
                case Need.Compute compute -> run.accept(compute.task().run());
                case Need.Done done -> {
                    return components.stream().filter(name -> name.startsWith("unet")).toList();
                }
            }
        }
    }

    @Test
    void runsTheWholeNetworkAtEveryThirdCall() {
        assertThat(calls(fast(5)))
                .containsExactly(
                        "unet2", "unet_shallow2", "unet_shallow2", "unet2", "unet_shallow2");
        assertThat(calls(request(3))).containsOnly("unet2");
    }

    @Test
    void runsTheWholeNetworkWhereGuidanceBegins() {
        assertThat(calls(fast(6).with("guidance_interval", List.of(0.34, 0.7))))
                .containsExactly(
                        "unet1",
                        "unet_shallow1",
                        "unet2",
                        "unet_shallow2",
                        "unet_shallow1",
                        "unet1");
    }

    @Test
    void feedsEachRowItsOwnFeature() {
        // Given
        Run run = studio.pipeline().plan(fast(4).withCount(2));
        List<float[]> features = new ArrayList<>();
        List<Row> shallow = List.of();
        // When
        while (shallow.isEmpty()) {
            switch (run.next()) {
                case Need.Call call when call.component().name().equals("unet_shallow") ->
                        shallow = call.rows().list();
                case Need.Call call -> {
                    Outputs.Tensors tensors = studio.sessions().call(call);
                    if (call.component().name().equals("unet")) {
                        for (int row = 0; row < tensors.rows(); row++) {
                            var feature = new float[16 * 8 * 8];
                            tensors.read("deep_sample", row, feature);
                            features.add(feature);
                        }
                    }
                    run.accept(tensors);
                }
                case Need.Compute compute -> run.accept(compute.task().run());
                case Need.Done done -> throw new AssertionError(done);
            }
        }
        // Then
        assertThat(shallow).hasSize(4);
        for (int row = 0; row < 4; row++) {
            assertThat(shallow.get(row).inputs().keySet())
                    .containsExactlyInAnyOrder("sample", "timestep", "deep_sample");
            var fed = (Tensor.Floats) shallow.get(row).inputs().get("deep_sample");
            assertThat(fed.values()).isEqualTo(features.get(row));
        }
    }

    @Test
    void isExactUnlessAsked() {
        // When
        Pixels exact = studio.make(request(6)).getFirst();
        Pixels fast = studio.make(fast(6)).getFirst();
        // Then
        assertThat(fast.bytes()).isNotEqualTo(exact.bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void isTheSameResumed(int step) {
        // Given
        Request request = fast(8).withCount(2).with("guidance_interval", List.of(0.25, 0.6));
        Run first = studio.pipeline().plan(request);
        while (first.progress().step() < step) {
            meet(first);
        }
        // When
        Run second = studio.pipeline().resume(request, first.checkpoint());
        for (int i = 0; i < 4; i++) {
            meet(second);
        }
        Run third = studio.pipeline().resume(request, second.checkpoint());
        // Then
        List<Pixels> whole = studio.make(request);
        List<Pixels> resumed = Studio.pictures(Driver.drive(third, studio.sessions()));
        for (int k = 0; k < whole.size(); k++) {
            assertThat(resumed.get(k).bytes()).isEqualTo(whole.get(k).bytes());
        }
    }

    private static void meet(Run run) {
        switch (run.next()) {
            case Need.Call call -> run.accept(studio.sessions().call(call));
            case Need.Compute compute -> run.accept(compute.task().run());
            case Need.Done done -> {}
        }
    }

    @Test
    void sharesCallsOnlyOfTheSamePart() {
        // Given
        Run one = studio.pipeline().plan(fast(5));
        Run other = studio.pipeline().plan(fast(9));
        while (one.progress().step() < 1) {
            meet(one);
        }
        while (other.progress().step() < 2) {
            meet(other);
        }
        var shallow = (Need.Call) one.next();
        // Then
        assertThat(studio.sessions().canShare(shallow, (Need.Call) other.next())).isTrue();
        meet(other);
        assertThat(studio.sessions().canShare(shallow, (Need.Call) other.next())).isFalse();
    }

    @Test
    void announcesItsDefaultsAndCost() {
        // Given
        var card = studio.pipeline().card();
        // Then
        assertThat(card.defaults().steps()).isEqualTo(30);
        assertThat(card.fast().steps()).isEqualTo(6);
        assertThat(card.fast().scheduler()).isEqualTo("unipc");
        assertThat(card.fast().guidanceScale()).isEqualTo(card.defaults().guidanceScale());
        assertThat(studio.pipeline().cost(fast(10)))
                .isBetween(
                        0.3 * studio.pipeline().cost(request(10)),
                        0.95 * studio.pipeline().cost(request(10)));
    }

    @Test
    void takesTheFoldersIntervalOfGuidance(@TempDir Path other) {
        // Given
        TemporaryModel model =
                LeverModels.twoPart(
                        other,
                        "{\"fast\": {\"cache_interval\": 1, \"guidance_interval\": [0, 0.5]}}");
        try (Studio halved = Studio.of(model.path())) {
            // When
            Pixels fast = halved.make(fast(4)).getFirst();
            Pixels asked = halved.make(fast(4).with("guidance_interval", List.of(0, 1))).getFirst();
            // Then
            assertThat(fast.bytes())
                    .isEqualTo(
                            halved.make(request(4).with("guidance_interval", List.of(0, 0.5)))
                                    .getFirst()
                                    .bytes());
            assertThat(asked.bytes()).isEqualTo(halved.make(request(4)).getFirst().bytes());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"cache\": 3}                     | keys among",
                "{\"cache_interval\": 0}            | at least 1",
                "{\"scheduler\": \"best\"}          | must be one of",
                "{\"steps\": 0}                     | at least 1",
                "{\"guidance_interval\": [0.9, 0.1]}| rising numbers",
                "{\"unet\": \"unet_int8\"}          | must exist",
            })
    void refusesWhatItCantDo(String fast, String rule, @TempDir Path other) {
        Path model = LeverModels.twoPart(other, "{\"fast\": " + fast + "}").path();
        assertThatThrownBy(() -> Studio.of(model))
                .isInstanceOfSatisfying(
                        DiffusionException.class,
                        thrown -> assertThat(thrown.failure()).isInstanceOf(Failure.Unusable.class))
                .hasMessageContaining(rule);
    }

    @Test
    void refusesPartsThatDontFit(@TempDir Path other) {
        // Given
        TemporaryModel model = LeverModels.twoPart(other, "{}");
        byte[] whole = TemporaryModel.copy("sd15", other.resolve("plain")).read("unet/model.onnx");
        model.write("unet/model.onnx", whole);
        // Then
        assertThatThrownBy(() -> Studio.of(model.path()))
                .hasMessageContaining(
                        "must have the output 'deep_sample', which unet_shallow takes");
    }
}
