package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.Codec;
import dev.sfumato.diffusion.pipeline.Modality;
import dev.sfumato.diffusion.pipeline.Pipeline;
import dev.sfumato.diffusion.sampler.Samplers;

import java.util.Optional;

/** Pictures by latent diffusion: Stable Diffusion and its kin in the diffusers ONNX layout. */
public final class PictureModality implements Modality {
    static final String NAME = "image";

    /** For {@link java.util.ServiceLoader}. */
    public PictureModality() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<ModelCard> recognise(ModelFolder folder) {
        return PictureModelReader.recognises(folder)
                ? Optional.of(PictureModelReader.read(folder, null).card())
                : Optional.empty();
    }

    @Override
    public Pipeline pipeline(ModelCard card) {
        return new PicturePipeline(
                PictureModelReader.read(card.folder(), card.sha256()), (PictureCodec) codec(card));
    }

    @Override
    public Codec codec(ModelCard card) {
        return new PictureCodec(
                card.id(),
                Samplers.idOf(card.folder().config("scheduler/scheduler_config.json").values()));
    }
}
