package dev.sfumato.ingest.admission;

import dev.sfumato.schemas.events.ModelCard;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Models that a test announces. */
final class Models implements Catalogue {

    static final String DEFAULT = "landscape";

    private final Map<String, ModelCard> cards = new HashMap<>();
    private final Set<String> promised;

    Models(Set<String> promised) {
        this.promised = promised;
    }

    Models announce(String id) {
        cards.put(id, card(id));
        return this;
    }

    static ModelCard card(String id) {
        return new ModelCard(
                id,
                "image",
                "stable-diffusion",
                List.of("text-to-image"),
                List.of("dpmpp-2m", "euler"),
                new ModelCard.Defaults(20, 5, "dpmpp-2m"),
                100,
                4,
                """
                {"type": "object", "properties": {
                  "width": {"type": "integer", "minimum": 64, "maximum": 256, "default": 128},
                  "height": {"type": "integer", "minimum": 64, "maximum": 256, "default": 128}}}
                """,
                "steps * 2");
    }

    @Override
    public String poolOf(String model) {
        return "default";
    }

    @Override
    public boolean isPromised(String model) {
        return promised.contains(model);
    }

    @Override
    public Optional<ModelCard> find(String id) {
        return Optional.ofNullable(cards.get(id));
    }

    @Override
    public String defaultModel() {
        return DEFAULT;
    }

    @Override
    public List<String> ids() {
        return cards.keySet().stream().sorted().toList();
    }
}
