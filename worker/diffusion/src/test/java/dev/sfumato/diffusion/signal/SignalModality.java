package dev.sfumato.diffusion.signal;

import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.Codec;
import dev.sfumato.diffusion.pipeline.Modality;
import dev.sfumato.diffusion.pipeline.Pipeline;
import dev.sfumato.diffusion.sampler.Samplers;

import java.util.List;
import java.util.Optional;

/**
 * One-dimensional signals: the smallest modality, to prove that nothing beside it thinks of
 * pictures.
 */
public final class SignalModality implements Modality {
    static final String NAME = "signal";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<ModelCard> recognise(ModelFolder folder) {
        if (!folder.has("signal.json")) {
            return Optional.empty();
        }
        return Optional.of(
                new ModelCard(
                        folder.config("signal.json").text("id"),
                        NAME,
                        "sine",
                        List.of("text-to-signal"),
                        new ModelCard.Defaults(10, 1, null),
                        new ModelCard.Limits(100, 1, 4, 100),
                        Samplers.ids(),
                        folder.sha256(),
                        """
                        {"type": "object", "properties": {"length": {"type": "integer", "minimum": 16, "default": 32}}}\
                        """,
                        "count * steps * 0.001",
                        folder));
    }

    @Override
    public Pipeline pipeline(ModelCard card) {
        return new SignalPipeline(card);
    }

    @Override
    public Codec codec(ModelCard card) {
        return new SignalCodec();
    }
}
