package dev.sfumato.worker.residency;

import dev.sfumato.schemas.events.ModelCard;

import java.util.ArrayList;
import java.util.List;

/** A model's card as it's announced to others. */
public final class Announcement {
    /** The scheduler that a request gets whose model has one of its own. */
    public static final String OWN_SCHEDULER = "default";

    private Announcement() {}

    /** What heartbeats say of a model. */
    public static ModelCard of(dev.sfumato.diffusion.model.ModelCard card) {
        String own = card.defaults().scheduler();
        List<String> schedulers = new ArrayList<>(card.schedulers());
        if (own == null) {
            schedulers.addFirst(OWN_SCHEDULER);
        }
        return new ModelCard(
                card.id(),
                card.modality(),
                card.family(),
                card.tasks(),
                schedulers,
                defaults(card.defaults()),
                card.limits().steps(),
                card.limits().count(),
                card.parameters(),
                card.cost(),
                defaults(card.fast()),
                card.adapters());
    }

    private static ModelCard.Defaults defaults(
            dev.sfumato.diffusion.model.ModelCard.Defaults defaults) {
        String own = defaults.scheduler();
        return new ModelCard.Defaults(
                defaults.steps(), defaults.guidanceScale(), own == null ? OWN_SCHEDULER : own);
    }
}
