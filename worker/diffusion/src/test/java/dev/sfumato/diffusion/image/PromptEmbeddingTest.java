package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.diffusion.Golden;
import dev.sfumato.diffusion.TemporaryModel;
import dev.sfumato.diffusion.conditioning.Embedding;
import dev.sfumato.diffusion.conditioning.LayerNorm;
import dev.sfumato.diffusion.conditioning.Prompt;
import dev.sfumato.diffusion.conditioning.PromptSyntax;
import dev.sfumato.diffusion.model.Config;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.onnx.Sessions;
import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Rows;
import dev.sfumato.diffusion.pipeline.Stage;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Prompts become what the reference makes of them, layers left out and words weighted. */
class PromptEmbeddingTest {
    private static final float LIMIT = 1e-5f;

    /** Both sides round, each by about as much as the reference does. */
    private static final double ROUNDINGS = 2;

    private static final String LAST = "last_hidden_state";

    @TempDir static Path folder;

    @TestFactory
    Stream<DynamicTest> embedsAsTheReference() {
        JsonNode cases = Golden.json(resource("embeddings.json.gz")).get("cases");
        Map<String, ModelFolder> folders = Map.of("sd", small(), "sdxl", golden("sdxl"));
        return StreamSupport.stream(cases.spliterator(), false)
                .map(
                        item ->
                                DynamicTest.dynamicTest(
                                        "%s %s, clip skip %s: %s"
                                                .formatted(
                                                        item.get("model").asText(),
                                                        item.get("syntax").asText(),
                                                        item.get("clip_skip"),
                                                        item.get("prompt").asText()),
                                        () ->
                                                check(
                                                        folders.get(item.get("model").asText()),
                                                        item)));
    }

    private static void check(ModelFolder folder, JsonNode item) {
        // Given
        var prompt =
                new Prompt(
                        item.get("prompt").asText(),
                        PromptSyntax.of(item.get("syntax").asText()),
                        item.get("clip_skip").asInt());
        // When
        Embedding embedding = embed(folder, prompt);
        // Then
        float[] expected = Golden.floats(item.get("hidden"));
        int stride = item.get("stride").asInt();
        float limit = LIMIT + (float) (ROUNDINGS * item.get("rounding").asDouble());
        assertThat(embedding.hidden().shape())
                .containsExactly(
                        item.get("shape").get(0).asInt(), item.get("shape").get(1).asInt());
        for (int i = 0; i < expected.length; i++) {
            assertThat(embedding.hidden().values()[i * stride])
                    .as("value %d", i * stride)
                    .isCloseTo(expected[i], within(limit * Math.max(1, Math.abs(expected[i]))));
        }
    }

    private static Embedding embed(ModelFolder folder, Prompt prompt) {
        PictureModel model = PictureModelReader.read(folder, "unused");
        Map<Prompt, Embedding> embeddings = new HashMap<>();
        try (Sessions sessions = Device.cpu().open(model.card())) {
            Stage stage = model.prompts().encode(Set.of(prompt), embeddings::put);
            while (stage.next() instanceof Need.Call call) {
                stage.accept(sessions.call(call));
            }
        }
        Embedding made = embeddings.get(prompt);
        assertThat(made).isNotNull();
        return made;
    }

    @Test
    void findsTheFinalNormHoweverItIsWritten() {
        assertFinalNorm(small(), "text_encoder");
        assertFinalNorm(golden("sdxl"), "text_encoder");
        assertFinalNorm(golden("sdxl"), "text_encoder_2");
    }

    /** The norm that was found makes the last hidden state of the last layer's output. */
    private static void assertFinalNorm(ModelFolder folder, String encoder) {
        // Given
        PictureModel model = PictureModelReader.read(folder, "unused");
        Config config = folder.config(encoder + "/config.json");
        String layer = "hidden_states." + config.integer("num_hidden_layers");
        var ids = new long[77];
        ids[3] = 5;
        ids[5] = config.integer("eos_token_id");
        try (Sessions sessions = Device.cpu().open(model.card())) {
            Outputs.Tensors outputs =
                    sessions.call(
                            new Need.Call(
                                    new Component(model.card().id(), encoder),
                                    Rows.of(
                                            List.of(
                                                    new Row(
                                                            Map.of(
                                                                    "input_ids",
                                                                    Tensor.longs(ids, 77))))),
                                    List.of(LAST, layer)));
            Tensor.Floats expected = Tensor.zeros(outputs.shape(LAST));
            Tensor.Floats before = Tensor.zeros(outputs.shape(layer));
            outputs.read(LAST, 0, expected.values());
            outputs.read(layer, 0, before.values());
            // When
            LayerNorm norm =
                    FinalNorm.find(folder.graph(encoder), LAST, config.number("layer_norm_eps"))
                            .orElseThrow();
            norm.apply(before.values());
            // Then
            assertThat(before.values()).containsExactly(expected.values(), within(LIMIT));
        }
    }

    @Test
    void findsNoNormWhereNoneIs() {
        assertThat(FinalNorm.find(small().graph("text_encoder"), "hidden_states.2", 1e-5))
                .isEmpty();
        assertThat(FinalNorm.find(small().graph("text_encoder"), "nothing", 1e-5)).isEmpty();
    }

    @Test
    void leavesOutLayersOfTheWholePicture() {
        try (Studio studio = Studio.of("sdxl")) {
            var request = Request.of(PictureRequest.TEXT_TO_IMAGE, "a fox", 2, 5, 1);
            assertThat(studio.pipeline().card().parameters())
                    .contains(
                            "\"clip_skip\": {\"type\": \"integer\", \"minimum\": 0, \"maximum\":"
                                    + " 3");
            byte[] usual = studio.make(request).getFirst().bytes();
            assertThat(studio.make(request.with("clip_skip", 0)).getFirst().bytes())
                    .isEqualTo(usual);
            assertThat(studio.make(request.with("clip_skip", 1)).getFirst().bytes())
                    .isNotEqualTo(usual);
        }
    }

    private static ModelFolder golden(String model) {
        return ModelFolder.open(Golden.model(model));
    }

    /** A folder of which only the text encoder is used. */
    private static ModelFolder small() {
        var model = TemporaryModel.copy("sd15", folder);
        try {
            for (String file : List.of("text_encoder/model.onnx", "text_encoder/config.json")) {
                model.write(file, Files.readAllBytes(resource(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ModelFolder.open(model.path());
    }

    private static Path resource(String name) {
        try {
            return Path.of(PromptEmbeddingTest.class.getResource("/prompts/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
