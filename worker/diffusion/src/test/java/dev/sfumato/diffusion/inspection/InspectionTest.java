package dev.sfumato.diffusion.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.sfumato.diffusion.Golden;
import dev.sfumato.diffusion.TemporaryModel;
import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.onnx.Sessions;
import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Rows;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

class InspectionTest {
    @TempDir private Path folder;

    @Test
    void describesAUsableModel() {
        // When
        Inspection inspection = Inspection.of(Golden.model("sd15"));
        // Then
        assertThat(inspection.problems()).isEmpty();
        assertThat(Objects.requireNonNull(inspection.card()).tasks())
                .contains("text-to-image", "inpainting");
        assertThat(inspection.components())
                .extracting(Inspection.ComponentReport::name)
                .containsExactly("text_encoder", "unet", "vae_decoder", "vae_encoder");
        assertThat(inspection.components().get(1).inputs())
                .containsExactly(
                        "sample float32 [?, 4, ?, ?]",
                        "timestep float32 []",
                        "encoder_hidden_states float32 [?, ?, 32]");
        assertThat(inspection.hints()).singleElement().asString().contains("--repair");
    }

    @Test
    void saysWhatIsWrong() {
        // Given
        TemporaryModel model = TemporaryModel.copy("sd15", folder);
        model.truncate("unet/model.onnx", 1_000);
        model.truncate("vae_decoder/model.onnx", 1_000);
        // When
        Inspection inspection = Inspection.of(model.path());
        // Then
        assertThat(inspection.card()).isNull();
        assertThat(inspection.problems())
                .hasSize(2)
                .allMatch(problem -> problem.contains("truncated"));
        assertThat(Inspection.of(folder.resolve("absent")).problems())
                .singleElement()
                .asString()
                .contains("folder");
    }

    @Test
    void repairsAScalarTimestep() {
        // Given
        TemporaryModel model = TemporaryModel.copy("sd15", folder);
        List<float[]> expected;
        try (Sessions sessions = Device.cpu().open(card(model))) {
            expected =
                    List.of(
                            predict(sessions, List.of(row(1, 900))).getFirst(),
                            predict(sessions, List.of(row(2, 40))).getFirst());
        }
        // When
        List<Path> changed = Inspection.repair(model.path());
        // Then
        assertThat(changed).containsExactly(ModelFolder.open(model.path()).graphFile("unet"));
        assertThat(Inspection.of(model.path()).hints()).isEmpty();
        assertThat(Inspection.repair(model.path())).isEmpty();
        assertThat(model.path().resolve("unet/model.onnx.original")).exists();
        try (Sessions sessions = Device.cpu().open(card(model))) {
            List<float[]> together = predict(sessions, List.of(row(1, 900), row(2, 40)));
            assertThat(together.get(0)).containsExactly(expected.get(0), offset(1e-4f));
            assertThat(together.get(1)).containsExactly(expected.get(1), offset(1e-4f));
        }
    }

    private static ModelCard card(TemporaryModel model) {
        return Modalities.installed().recognise(ModelFolder.open(model.path()));
    }

    private static Row row(long seed, float timestep) {
        var random = new Random(seed);
        var sample = new float[4 * 8 * 8];
        var text = new float[77 * 32];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < text.length; i++) {
            text[i] = (float) random.nextGaussian();
        }
        return new Row(
                Map.of(
                        "sample", Tensor.floats(sample, 4, 8, 8),
                        "timestep", Tensor.floats(new float[] {timestep}),
                        "encoder_hidden_states", Tensor.floats(text, 77, 32)));
    }

    private static List<float[]> predict(Sessions sessions, List<Row> rows) {
        var call =
                new Need.Call(new Component("sd15", "unet"), Rows.of(rows), List.of("out_sample"));
        Outputs.Tensors outputs = sessions.call(call);
        return java.util.stream.IntStream.range(0, rows.size())
                .mapToObj(
                        row -> {
                            var values = new float[4 * 8 * 8];
                            outputs.read("out_sample", row, values);
                            return values;
                        })
                .toList();
    }
}
