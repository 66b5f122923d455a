package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.conditioning.ClipSkip;
import dev.sfumato.diffusion.conditioning.ClipTokens;
import dev.sfumato.diffusion.conditioning.Joining;
import dev.sfumato.diffusion.conditioning.LayerNorm;
import dev.sfumato.diffusion.conditioning.PromptEncoder;
import dev.sfumato.diffusion.conditioning.PromptRules;
import dev.sfumato.diffusion.conditioning.PromptSyntax;
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
import java.util.Objects;
import java.util.stream.Stream;

/** Reads a folder's text encoders, one to three, with their tokenizers. */
final class TextEncoderReader {
    private static final String LAST = "last_hidden_state";
    private static final String PROJECTED = "text_embeds";
    private static final String POOLED = "pooler_output";

    private final ModelFolder folder;
    private final String id;
    private final Config own;

    private TextEncoderReader(ModelFolder folder, String id, Config own) {
        this.folder = folder;
        this.id = id;
        this.own = own;
    }

    /**
     * The encoders that the denoiser needs.
     *
     * @param own the folder's own settings
     */
    static PromptEncoder read(ModelFolder folder, String id, Config own, Denoiser denoiser) {
        var reader = new TextEncoderReader(folder, id, own);
        PromptRules rules = PromptRulesReader.read(own, folder.graph(denoiser.component()));
        PromptEncoder prompts = reader.prompts(denoiser, rules);
        if (rules.syntax() == PromptSyntax.WEIGHTED && !prompts.weighs()) {
            throw DiffusionException.unusable(
                    own.file(),
                    "'default_prompt_syntax' must be plain, the text encoders take no weights",
                    rules.syntax().id());
        }
        return prompts;
    }

    private PromptEncoder prompts(Denoiser denoiser, PromptRules rules) {
        return switch (denoiser) {
            case Denoiser.UNet ignored ->
                    new PromptEncoder(forUNet(), new Joining.SideBySide(), rules);
            case Denoiser.Joint joint -> new PromptEncoder(forJoint(), below(joint), rules);
            case Denoiser.Packed packed ->
                    new PromptEncoder(forPacked(packed), new Joining.SideBySide(), rules);
        };
    }

    private List<TextEncoder> forUNet() {
        boolean second = folder.has("text_encoder_2");
        List<TextEncoder> encoders = new ArrayList<>();
        encoders.add(clip(1, second, null));
        if (second) {
            encoders.add(clip(2, true, PROJECTED));
        }
        return encoders;
    }

    /** Two CLIPs with projection, and T5 if it is there. */
    private List<TextEncoder> forJoint() {
        List<TextEncoder> encoders = new ArrayList<>();
        encoders.add(clip(1, true, PROJECTED));
        encoders.add(clip(2, true, PROJECTED));
        if (folder.has("text_encoder_3")) {
            encoders.add(t5(3, Denoiser.Joint.TOKENS));
        }
        return encoders;
    }

    private Joining below(Denoiser.Joint joint) {
        Config config = folder.config(joint.component() + "/config.json");
        int width = config.integer("joint_attention_dim");
        int beside = config(1).integer("hidden_size") + config(2).integer("hidden_size");
        if (width < beside) {
            throw DiffusionException.unusable(
                    config.file(),
                    "'joint_attention_dim' must be at least %d, the text encoders' widths"
                            .formatted(beside),
                    width);
        }
        return new Joining.Below(width, T5Reader.tokens(own, Denoiser.Joint.TOKENS));
    }

    /** CLIP for the text as a whole, T5 for its tokens. */
    private List<TextEncoder> forPacked(Denoiser.Packed packed) {
        ClipSkip skip =
                ClipSkip.none(packed.component() + " takes only the text encoder's pooled output");
        TextEncoder clip = encoder(1, clipTokens(1), null, POOLED, skip);
        return List.of(clip, t5(2, Denoiser.Packed.TOKENS));
    }

    private TextEncoder t5(int number, int length) {
        Tokens tokens =
                T5Reader.read(
                        config(number),
                        folder.path().resolve(numbered("tokenizer", number)),
                        T5Reader.tokens(own, length));
        return encoder(number, tokens, LAST, null, ClipSkip.unaffected());
    }

    private TextEncoder clip(int number, boolean penultimate, @Nullable String pooled) {
        String hidden =
                penultimate ? hidden(config(number).integer("num_hidden_layers") - 1) : LAST;
        ClipSkip skip = skip(graph(number), config(number), penultimate);
        return encoder(number, clipTokens(number), hidden, pooled, skip);
    }

    private TextEncoder encoder(
            int number,
            Tokens tokens,
            @Nullable String hidden,
            @Nullable String pooled,
            ClipSkip skip) {
        Graph graph = graph(number);
        for (String output : Stream.of(hidden, pooled).filter(Objects::nonNull).toList()) {
            if (graph.output(output).isEmpty()) {
                throw DiffusionException.unusable(
                        graph.file(),
                        "must have the output '" + output + "'",
                        graph.outputs().stream().map(Graph.Port::name).toList());
            }
        }
        var component = new Component(id, numbered("text_encoder", number));
        return new TextEncoder(component, tokens, hidden, pooled, skip);
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

    private Tokens clipTokens(int number) {
        Path place = folder.path().resolve(numbered("tokenizer", number));
        ClipTokenizer tokenizer;
        try {
            tokenizer = ClipTokenizer.read(place);
        } catch (IllegalArgumentException e) {
            throw DiffusionException.unusable(place, "must hold CLIP's tokenizer", e.getMessage());
        }
        int positions = config(number).integer("max_position_embeddings", tokenizer.length());
        if (tokenizer.length() > positions) {
            throw DiffusionException.unusable(
                    config(number).file(),
                    "'max_position_embeddings' must be at least the tokenizer's "
                            + tokenizer.length(),
                    positions);
        }
        return new ClipTokens(tokenizer);
    }

    private Config config(int number) {
        return folder.config(numbered("text_encoder", number) + "/config.json");
    }

    private Graph graph(int number) {
        return folder.graph(numbered("text_encoder", number));
    }

    private static String numbered(String name, int number) {
        return number == 1 ? name : name + "_" + number;
    }
}
