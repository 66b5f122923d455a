package dev.sfumato.worker.residency;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.pipeline.Run;
import dev.sfumato.worker.batching.Calibration;
import dev.sfumato.worker.batching.MeasuredCurve;
import dev.sfumato.worker.batching.Tuning;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The cost curves of models on one device, in a file for each model, so that a worker that starts
 * again knows them. A file belongs to the model's content, the device, its threads and the runtime;
 * one that can't be read counts as absent.
 */
public final class CurveFiles {
    private static final Logger log = LoggerFactory.getLogger(CurveFiles.class);
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();
    private static final TypeReference<List<MeasuredCurve>> CURVES = new TypeReference<>() {};

    private final Path folder;
    private final String place;

    /** Those in {@code folder}, which needn't exist. */
    public CurveFiles(Path folder, Device device) {
        this.folder = folder;
        this.place =
                "%s-%dt-ort%s"
                        .formatted(
                                device.name().replace(':', '-'),
                                device.options().threads(),
                                Device.runtimeVersion());
    }

    /** How the device comes to know a model's curves. */
    Tuning of(KnownModel model) {
        Path file = folder.resolve(model.card().sha256() + "-" + place + ".json");
        return new Tuning() {
            @Override
            public List<MeasuredCurve> remembered() {
                return read(file);
            }

            @Override
            public void remember(List<MeasuredCurve> curves) {
                write(file, curves);
            }

            @Override
            public @Nullable Run probe() {
                return Calibration.plan(model.card(), model.pipeline());
            }
        };
    }

    private static List<MeasuredCurve> read(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return JSON.readValue(Files.readAllBytes(file), CURVES);
        } catch (IOException e) {
            warn(file, e);
            return List.of();
        }
    }

    /** Whole or not at all: another worker may read or write the same file now. */
    private static void write(Path file, List<MeasuredCurve> curves) {
        try {
            Files.createDirectories(file.getParent());
            Path written = Files.createTempFile(file.getParent(), "curves", ".new");
            Files.write(written, JSON.writeValueAsBytes(curves));
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            warn(file, e);
        }
    }

    private static void warn(Path file, IOException cause) {
        log.atWarn()
                .addKeyValue("file", file)
                .addKeyValue("cause", cause.toString())
                .log("cost curves not kept");
    }
}
