package dev.sfumato.worker.residency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.onnx.DeviceOptions;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.diffusion.pipeline.Run;
import dev.sfumato.worker.TestModels;
import dev.sfumato.worker.batching.MeasuredCurve;
import dev.sfumato.worker.batching.Tuning;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

final class CurveFilesTest {
    private static final List<MeasuredCurve> CURVES =
            List.of(
                    new MeasuredCurve("unet", "sample:4x8x8", 5e6, 12.5e6),
                    new MeasuredCurve("text_encoder", "input_ids:77", 0, 2e6));

    @TempDir private Path folder;
    private Path curves;
    private KnownModel model;

    @BeforeEach
    void open() {
        Path models = folder.resolve("models");
        TestModels.add(models, "sketch");
        model = known(models);
        curves = folder.resolve("data").resolve("curves");
    }

    @Test
    void remembersWhatAnEarlierProcessHasMeasured() {
        // Given
        tuning(2).remember(CURVES);
        // When
        List<MeasuredCurve> remembered = tuning(2).remembered();
        // Then
        assertThat(remembered).isEqualTo(CURVES);
    }

    @Test
    void knowsNothingOfOtherThreadsNorOfAnotherModel() throws IOException {
        // Given
        tuning(2).remember(CURVES);
        Path others = folder.resolve("others");
        TestModels.spoil(TestModels.add(others, "sketch"));
        // When
        Tuning spoilt = new CurveFiles(curves, device(2)).of(known(others));
        // Then
        assertThat(tuning(1).remembered()).isEmpty();
        assertThat(spoilt.remembered()).isEmpty();
    }

    @Test
    void takesAFileThatCannotBeReadForNone() throws IOException {
        // Given
        tuning(2).remember(CURVES);
        Files.writeString(file(), "[{\"component\": ");
        // When
        List<MeasuredCurve> remembered = tuning(2).remembered();
        // Then
        assertThat(remembered).isEmpty();
        tuning(2).remember(CURVES);
        assertThat(tuning(2).remembered()).isEqualTo(CURVES);
    }

    @Test
    void goesOnWhereTheFolderCannotBeWritten() throws IOException {
        // Given
        Files.createDirectories(curves.getParent());
        Files.writeString(curves, "a file");
        // When
        tuning(2).remember(CURVES);
        // Then
        assertThat(tuning(2).remembered()).isEmpty();
    }

    @Test
    void measuresByARunOfTheModelsDefaults() {
        // When
        Run probe = tuning(2).probe();
        // Then
        assertThat(probe).isNotNull();
        assertThat(probe.progress().step()).isZero();
    }

    private Tuning tuning(int threads) {
        return new CurveFiles(curves, device(threads)).of(model);
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(curves)) {
            return files.toList().getFirst();
        }
    }

    private static Device device(int threads) {
        return Device.of("cpu", new DeviceOptions(threads, 0, 8, 32));
    }

    private static KnownModel known(Path models) {
        return ModelShelf.read(List.of(models), 1L << 30, Modalities.installed())
                .all()
                .iterator()
                .next();
    }
}
