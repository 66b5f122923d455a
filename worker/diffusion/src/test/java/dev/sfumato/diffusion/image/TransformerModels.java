package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.TemporaryModel;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** The small transformer models, and the pictures that the reference made of them. */
final class TransformerModels {
    private TransformerModels() {}

    /** Where the cases lie. */
    static Path cases() {
        try {
            return Path.of(
                    Objects.requireNonNull(TransformerModels.class.getResource("/transformers"))
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Path model(String name) {
        return cases().resolve("models").resolve(name);
    }

    /** A copy of {@code sd3} that lacks T5. */
    static Path withoutT5(Path folder) {
        TemporaryModel model = TemporaryModel.copy(model("sd3"), folder);
        model.deleteFolder("text_encoder_3");
        model.deleteFolder("tokenizer_3");
        return model.path();
    }
}
