package dev.sfumato.schemas.requests;

import dev.sfumato.schemas.events.ModelCard;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/** What a model can and can't do with a request. */
public final class ModelRules {
    private ModelRules() {}

    /** Says that a model isn't there, and which are. */
    public static Violation unknown(String id, ModelDirectory models) {
        String known =
                models.ids().isEmpty()
                        ? "no model is known yet"
                        : "there is " + String.join(", ", models.ids());
        return new Violation(
                "model", "must be a known model (%s), got %s".formatted(known, Shown.quoted(id)));
    }

    /** Every rule of the model that the request breaks; empty if it can be done. */
    public static List<Violation> check(GenerationRequest request, ModelCard card) {
        var violations = new Violations();
        most("steps", request.steps(), card.maxSteps(), card, violations);
        most("count", request.count(), card.maxCount(), card, violations);
        known("scheduler", request.scheduler(), card.schedulers(), card, violations);
        known("task", request.task(), card.tasks(), card, violations);
        adapters(request, card, violations);
        inputs(request, card, violations);
        parameters(request, card, violations);
        return violations.list();
    }

    private static void most(
            String name, @Nullable Integer value, int most, ModelCard card, Violations violations) {
        if (value != null && (value < 1 || value > most)) {
            violations.add(
                    name,
                    "must be an integer from 1 to %d for model %s, got %d"
                            .formatted(most, card.id(), value));
        }
    }

    private static void known(
            String name,
            @Nullable String value,
            List<String> known,
            ModelCard card,
            Violations violations) {
        if (value != null && !known.contains(value)) {
            violations.add(
                    name,
                    "must be one of %s for model %s, got %s"
                            .formatted(String.join(", ", known), card.id(), Shown.quoted(value)));
        }
    }

    private static void adapters(GenerationRequest request, ModelCard card, Violations violations) {
        List<Lora> lora = request.lora();
        if (!lora.isEmpty() && card.adapters().isEmpty()) {
            violations.add(
                    "lora", "must be empty, model %s takes no adapters".formatted(card.id()));
            return;
        }
        for (int i = 0; i < lora.size(); i++) {
            known("lora[" + i + "].id", lora.get(i).id(), card.adapters(), card, violations);
        }
    }

    private static void inputs(GenerationRequest request, ModelCard card, Violations violations) {
        String task = Tasks.of(request, card);
        if (!card.tasks().contains(task)) {
            violations.add(
                    "task",
                    "must be one of %s for model %s, got inputs for %s"
                            .formatted(String.join(", ", card.tasks()), card.id(), task));
            return;
        }
        Set<String> known = Set.copyOf(ParametersSchema.of(card).inputs());
        for (String needed : Tasks.inputs(task)) {
            if (!request.inputs().containsKey(needed)) {
                violations.add(needed, "must be given for " + task);
            }
        }
        for (String name : request.inputs().keySet()) {
            if (!known.contains(name)) {
                violations.add(name, "isn't an input of model " + card.id());
            } else if (Tasks.isPicture(task) && !Tasks.inputs(task).contains(name)) {
                violations.add(name, "must be absent for " + task);
            }
        }
    }

    private static void parameters(
            GenerationRequest request, ModelCard card, Violations violations) {
        ParametersSchema schema = ParametersSchema.of(card);
        request.parameters()
                .forEach(
                        (name, value) -> {
                            Property property = schema.properties().get(name);
                            if (property == null || property.isInput()) {
                                violations.add(
                                        Shown.shortened(name),
                                        "isn't a parameter of model " + card.id());
                            } else {
                                property.broken(value)
                                        .ifPresent(message -> violations.add(name, message));
                            }
                        });
        boolean strength = request.parameters().containsKey("strength");
        if (strength && Tasks.of(request, card).equals(Tasks.TEXT_TO_IMAGE)) {
            violations.add("strength", "must be absent without image");
        }
    }
}
