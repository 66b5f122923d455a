package dev.sfumato.diffusion.pipeline;

import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The modalities at hand. Immutable; any thread. */
public final class Modalities {
    private final List<Modality> known;

    private Modalities(List<Modality> known) {
        this.known = List.copyOf(known);
    }

    /** Every modality on the class path. */
    public static Modalities installed() {
        return new Modalities(
                ServiceLoader.load(Modality.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList());
    }

    /**
     * The card of a model folder.
     *
     * @throws DiffusionException with {@link Failure.Unusable} if no modality can run it
     */
    public ModelCard recognise(ModelFolder folder) {
        for (Modality modality : known) {
            Optional<ModelCard> card = modality.recognise(folder);
            if (card.isPresent()) {
                return card.get();
            }
        }
        throw DiffusionException.unusable(
                folder.path().resolve("model_index.json"),
                "must be a model of one of these kinds: " + String.join(", ", names()),
                "another kind");
    }

    /** What plans runs of a recognised model. */
    public Pipeline pipeline(ModelCard card) {
        return of(card).pipeline(card);
    }

    /** What reads and writes a recognised model's media. */
    public Codec codec(ModelCard card) {
        return of(card).codec(card);
    }

    private Modality of(ModelCard card) {
        return known.stream()
                .filter(modality -> modality.name().equals(card.modality()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no modality is named " + card.modality()));
    }

    private List<String> names() {
        return known.stream().map(Modality::name).toList();
    }
}
