package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.model.CostFormula;
import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.pipeline.Pipeline;
import dev.sfumato.diffusion.pipeline.Quality;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Run;
import dev.sfumato.diffusion.pipeline.StagedRun;

import java.util.Map;

/** Plans pictures with one model. */
final class PicturePipeline implements Pipeline {
    private final PictureModel model;
    private final PictureCodec codec;

    PicturePipeline(PictureModel model, PictureCodec codec) {
        this.model = model;
        this.codec = codec;
    }

    @Override
    public ModelCard card() {
        return model.card();
    }

    @Override
    public Run plan(Request request) {
        return StagedRun.start(script(request), model.card(), request);
    }

    @Override
    public Run resume(Request request, byte[] checkpoint) {
        return StagedRun.resume(script(request), model.card(), request, checkpoint);
    }

    @Override
    public double cost(Request request) {
        PictureRequest checked = PictureRequest.of(request, model);
        return CostFormula.evaluate(
                model.card().cost(),
                Map.of(
                        "count", (double) request.count(),
                        "fast", request.quality() == Quality.FAST ? 1.0 : 0.0,
                        "steps", (double) request.steps(),
                        "guidance_scale", request.guidanceScale(),
                        "width", (double) checked.width(),
                        "height", (double) checked.height()));
    }

    private PictureScript script(Request request) {
        return new PictureScript(model, codec, PictureRequest.of(request, model));
    }
}
