package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.Golden;
import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.onnx.Sessions;
import dev.sfumato.diffusion.pipeline.Artifact;
import dev.sfumato.diffusion.pipeline.Driver;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.diffusion.pipeline.Pipeline;
import dev.sfumato.diffusion.pipeline.Request;

import java.nio.file.Path;
import java.util.List;

/** A model of the pipeline cases, loaded on the processor. */
record Studio(Pipeline pipeline, Sessions sessions) implements AutoCloseable {
    static Studio of(String model) {
        return of(Golden.model(model));
    }

    static Studio of(Path folder) {
        Modalities modalities = Modalities.installed();
        ModelCard card = modalities.recognise(ModelFolder.open(folder));
        return new Studio(modalities.pipeline(card), Device.cpu().open(card));
    }

    List<Pixels> make(Request request) {
        return pictures(Driver.drive(pipeline.plan(request), sessions));
    }

    static List<Pixels> pictures(List<Artifact> artifacts) {
        return artifacts.stream()
                .map(artifact -> PixelReader.read("artifact", artifact.bytes()))
                .toList();
    }

    @Override
    public void close() {
        sessions.close();
    }
}
