package dev.sfumato.benchmarks.engine;

import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.onnx.DeviceOptions;
import dev.sfumato.diffusion.onnx.Sessions;
import dev.sfumato.diffusion.pipeline.Driver;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Pipeline;
import dev.sfumato.diffusion.pipeline.Run;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** This project's engine. */
final class OurLoop implements Loop {
    private static final String DENOISER = "unet";

    private final Work work;
    private final Pipeline pipeline;
    private final Sessions sessions;
    private @Nullable Run run;

    private OurLoop(Work work, Pipeline pipeline, Sessions sessions) {
        this.work = work;
        this.pipeline = pipeline;
        this.sessions = sessions;
    }

    static OurLoop open(Work work) {
        Modalities modalities = Modalities.installed();
        ModelCard card = modalities.recognise(ModelFolder.open(work.model()));
        DeviceOptions shared = DeviceOptions.SHARED;
        var options =
                new DeviceOptions(
                        work.threads(), work.spinMicros(), shared.maxRows(), shared.shapes());
        return new OurLoop(work, modalities.pipeline(card), Device.of("cpu", options).open(card));
    }

    @Override
    public void begin(String prompt, long seed) {
        Run started = pipeline.plan(work.request(pipeline.card(), prompt, seed));
        run = started;
        while (true) {
            switch (started.next()) {
                case Need.Call call when call.component().name().equals(DENOISER) -> {
                    return;
                }
                case Need.Call call -> started.accept(sessions.call(call));
                case Need.Compute compute -> started.accept(compute.task().run());
                case Need.Done done ->
                        throw new IllegalStateException("done without a step: " + done);
            }
        }
    }

    @Override
    public void step() {
        Run running = Objects.requireNonNull(run);
        running.accept(sessions.call((Need.Call) running.next()));
    }

    @Override
    public byte[] finish() {
        return Pictures.rgb(Driver.drive(Objects.requireNonNull(run), sessions).getFirst().bytes());
    }

    /** The whole picture as a file. */
    byte[] png(String prompt, long seed) {
        Run whole = pipeline.plan(work.request(pipeline.card(), prompt, seed));
        return Driver.drive(whole, sessions).getFirst().bytes();
    }

    @Override
    public void close() {
        sessions.close();
    }
}
