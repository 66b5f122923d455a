package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.conditioning.ClipSkip;
import dev.sfumato.diffusion.conditioning.ClipTokens;
import dev.sfumato.diffusion.conditioning.LayerNorm;
import dev.sfumato.diffusion.conditioning.TextEncoder;
import dev.sfumato.diffusion.conditioning.Tokens;
import dev.sfumato.diffusion.model.Config;
import dev.sfumato.diffusion.model.Graph;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.text.ClipTokenizer;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a folder's text encoders, one or two, with their tokenizers. */
final class TextEncoderReader {
    private static final String LAST = "last_hidden_state";

    private TextEncoderReader() {}

    static List<TextEncoder> read(ModelFolder folder, String id) {
        boolean second = folder.has("text_encoder_2");
        List<TextEncoder> encoders = new ArrayList<>();
        encoders.add(textEncoder(folder, id, "text_encoder", "tokenizer", second, null));
        if (second) {
            encoders.add(
                    textEncoder(folder, id, "text_encoder_2", "tokenizer_2", true, "text_embeds"));
        }
        return encoders;
    }

    private static TextEncoder textEncoder(
            ModelFolder folder,
            String id,
            String name,
            String tokenizer,
            boolean penultimate,
            @Nullable String pooled) {
        Config config = folder.config(name + "/config.json");
        Graph encoder = folder.graph(name);
        String hidden = penultimate ? hidden(config.integer("num_hidden_layers") - 1) : LAST;
        for (String output : pooled == null ? List.of(hidden) : List.of(hidden, pooled)) {
            if (encoder.output(output).isEmpty()) {
                throw DiffusionException.unusable(
                        encoder.file(), "must have the output '" + output + "'", "others");
            }
        }
        return new TextEncoder(
                new Component(id, name),
                tokens(folder, tokenizer, config),
                hidden,
                pooled,
                skip(encoder, config, penultimate));
    }

    private static String hidden(int layer) {
        return "hidden_states." + layer;
    }

    /** One encoder's final layer is normalised, so an earlier one is too; two encoders' aren't. */
    private static ClipSkip skip(Graph encoder, Config config, boolean penultimate) {
        int layers = config.integer("num_hidden_layers", 0);
        int usual = penultimate ? layers - 1 : layers;
        int most = 0;
        while (most < usual && encoder.output(hidden(usual - most - 1)).isPresent()) {
            most++;
        }
        if (most == 0) {
            return ClipSkip.none("the model's text encoder was exported without hidden_states");
        }
        LayerNorm norm = null;
        if (!penultimate) {
            norm =
                    FinalNorm.find(encoder, LAST, config.number("layer_norm_eps", 1e-5))
                            .orElse(null);
            if (norm == null) {
                return ClipSkip.none(
                        "no layer normalisation was found at the end of the model's text encoder");
            }
        }
        return new ClipSkip(usual, most, norm, "the model's text encoder has no more layers");
    }

    private static Tokens tokens(ModelFolder folder, String name, Config encoder) {
        Path place = folder.path().resolve(name);
        ClipTokenizer tokenizer;
        try {
            tokenizer = ClipTokenizer.read(place);
        } catch (IllegalArgumentException e) {
            throw DiffusionException.unusable(place, "must hold CLIP's tokenizer", e.getMessage());
        }
        int positions = encoder.integer("max_position_embeddings", tokenizer.length());
        if (tokenizer.length() > positions) {
            throw DiffusionException.unusable(
                    encoder.file(),
                    "'max_position_embeddings' must be at least the tokenizer's "
                            + tokenizer.length(),
                    positions);
        }
        return new ClipTokens(tokenizer);
    }
}
