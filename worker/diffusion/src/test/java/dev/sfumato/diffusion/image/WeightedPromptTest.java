package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.diffusion.TemporaryModel;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Pipeline;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Run;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Weights and long prompts are read where a request asks for it, and nowhere else. */
class WeightedPromptTest {
    private static final String LONG = "an old stone bridge over a river, ".repeat(6);

    @TempDir Path folder;

    private static Request request(String prompt) {
        return Request.of(PictureRequest.TEXT_TO_IMAGE, prompt, 2, 5, 1);
    }

    private static Request weighted(String prompt) {
        return request(prompt).with("prompt_syntax", "weighted");
    }

    /** Calls per component while a run is driven. */
    private static List<Need.Call> calls(Studio studio, Request request) {
        List<Need.Call> calls = new ArrayList<>();
        Run run = studio.pipeline().plan(request);
        while (true) {
            switch (run.next()) {
                case Need.Call call -> {
                    calls.add(call);
                    run.accept(studio.sessions().call(call));
                }
                case Need.Compute compute -> run.accept(compute.task().run());
                case Need.Done ignored -> {
                    return calls;
                }
            }
        }
    }

    private static List<Need.Call> encoderCalls(List<Need.Call> calls) {
        return calls.stream()
                .filter(call -> call.component().name().startsWith("text_encoder"))
                .toList();
    }

    private static int tokensSeen(List<Need.Call> calls) {
        Map<String, Tensor> row =
                calls.stream()
                        .filter(call -> call.component().name().equals("unet"))
                        .findFirst()
                        .orElseThrow()
                        .rows()
                        .list()
                        .getFirst()
                        .inputs();
        Tensor text = row.get("encoder_hidden_states");
        assertThat(text).isNotNull();
        return text.shape()[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd15", "sd21", "sdxl"})
    void weightsOfOneChangeNoBit(String model) {
        try (Studio studio = Studio.of(model)) {
            // Given
            Request plain = request("an old stone bridge, morning");
            // When
            List<Pixels> ones = studio.make(weighted("an old (stone:1) [(bridge, morning)]"));
            // Then
            assertThat(ones.getFirst().bytes()).isEqualTo(studio.make(plain).getFirst().bytes());
            assertThat(studio.make(weighted("an old (stone:1.8) bridge")).getFirst().bytes())
                    .isNotEqualTo(studio.make(plain).getFirst().bytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd15", "sdxl"})
    void goesBeyondOneWindow(String model) {
        try (Studio studio = Studio.of(model)) {
            // When
            List<Need.Call> plain = calls(studio, request(LONG).withNegativePrompt("rain"));
            List<Need.Call> weighted = calls(studio, weighted(LONG).withNegativePrompt("rain"));
            // Then
            assertThat(tokensSeen(plain)).isEqualTo(77);
            assertThat(tokensSeen(weighted)).isEqualTo(154);
            // two windows of the prompt, one of the negative, one without words to fill up
            assertThat(encoderCalls(weighted))
                    .allSatisfy(call -> assertThat(call.rows().size()).isEqualTo(4));
        }
    }

    @Test
    void encodesAPromptOnce() {
        try (Studio studio = Studio.of("sdxl")) {
            // Given
            Request request = weighted(LONG).withNegativePrompt("rain");
            assertThat(encoderCalls(calls(studio, request))).hasSize(2);
            // When
            List<Need.Call> again = encoderCalls(calls(studio, request));
            List<Need.Call> other = encoderCalls(calls(studio, request(LONG)));
            List<Need.Call> skipped = encoderCalls(calls(studio, request.with("clip_skip", 1)));
            // Then
            assertThat(again).isEmpty();
            assertThat(other).hasSize(2);
            assertThat(skipped).hasSize(2);
            assertThat(skipped.getFirst().rows().size()).isEqualTo(2);
        }
    }

    @Test
    void runsOfDifferentLengthsDontShareACall() {
        try (Studio studio = Studio.of("sd21")) {
            // Given
            Run one = studio.pipeline().plan(request("a fox"));
            Run two = studio.pipeline().plan(weighted(LONG));
            // When
            Need.Call first = denoising(studio, one);
            Need.Call second = denoising(studio, two);
            // Then
            assertThat(studio.sessions().canShare(first, second)).isFalse();
        }
    }

    private static Need.Call denoising(Studio studio, Run run) {
        while (true) {
            switch (run.next()) {
                case Need.Call call -> {
                    if (call.component().name().equals("unet")) {
                        return call;
                    }
                    Outputs outputs = studio.sessions().call(call);
                    run.accept(outputs);
                }
                case Need.Compute compute -> run.accept(compute.task().run());
                case Need.Done ignored -> throw new AssertionError("done early");
            }
        }
    }

    @Test
    void theFolderMayReadWeightsByDefault() {
        // Given
        Pipeline pipeline =
                with("{\"default_prompt_syntax\": \"weighted\", \"max_prompt_chunks\": 2}");
        String tooLong = LONG + LONG;
        // Then
        assertThat(pipeline.card().parameters()).contains("\"default\": \"weighted\"");
        refused(pipeline, "prompt", request(tooLong), "must fill at most 2", "got 3");
        refused(
                pipeline,
                "negative_prompt",
                request("a").withNegativePrompt(" BREAK ".repeat(4)),
                "must fill at most 2");
        pipeline.plan(request(tooLong).with("prompt_syntax", "plain"));
    }

    @Test
    void refusesWhatItCantRead() {
        Pipeline pipeline = with("{}");
        refused(
                pipeline,
                "prompt_syntax",
                request("a").with("prompt_syntax", "fancy"),
                "must be one of [plain, weighted]",
                "fancy");
        refused(
                pipeline,
                "clip_skip",
                request("a").with("clip_skip", 1),
                "must be at most 0",
                "exported without hidden_states",
                "1");
        refused(pipeline, "clip_skip", request("a").with("clip_skip", -1), "between 0");
        refused(pipeline, "clip_skip", request("a").with("clip_skip", 0.5), "whole number");
        assertThat(pipeline.card().parameters()).doesNotContain("clip_skip");
        assertThatThrownBy(() -> with("{\"default_prompt_syntax\": \"fancy\"}"))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContainingAll("sfumato.json", "default_prompt_syntax", "fancy");
        assertThatThrownBy(() -> with("{\"max_prompt_chunks\": 0}"))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContainingAll("sfumato.json", "max_prompt_chunks", "0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd3", "flux-dev"})
    void transformersTakeNoWeights(String model) {
        // Given
        var copy = TemporaryModel.copy(TransformerModels.model(model), folder);
        // Then
        refused(
                with(copy, "{}"),
                "prompt_syntax",
                weighted("a (fox:1.2)"),
                "must be plain",
                "weighted");
        assertThatThrownBy(() -> with(copy, "{\"default_prompt_syntax\": \"weighted\"}"))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContainingAll("sfumato.json", "default_prompt_syntax", "weighted");
    }

    private Pipeline with(String own) {
        return with(TemporaryModel.copy("sd15", folder), own);
    }

    private static Pipeline with(TemporaryModel model, String own) {
        model.write("sfumato.json", own.getBytes(StandardCharsets.UTF_8));
        Modalities modalities = Modalities.installed();
        return modalities.pipeline(modalities.recognise(ModelFolder.open(model.path())));
    }

    private static void refused(Pipeline pipeline, String field, Request request, String... words) {
        assertThatThrownBy(() -> pipeline.plan(request))
                .hasMessageContainingAll(words)
                .isInstanceOfSatisfying(
                        DiffusionException.class,
                        thrown ->
                                assertThat(((Failure.Invalid) thrown.failure()).field())
                                        .isEqualTo(field));
    }
}
