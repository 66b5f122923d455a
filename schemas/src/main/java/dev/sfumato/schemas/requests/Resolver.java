package dev.sfumato.schemas.requests;

import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.ModelCard;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Decides what a request leaves open. A pure function, so that a command read again after a crash
 * gives the same job.
 */
public final class Resolver {
    private Resolver() {}

    /**
     * An installation's choices.
     *
     * @param deadline time to finish, from acceptance, for requests that don't say
     * @param longestDeadline furthest that a request may ask for
     * @param defaultModel for requests that name none
     */
    public record Settings(Duration deadline, Duration longestDeadline, String defaultModel) {
        /** 24 hours, at most 72. */
        public static Settings of(String defaultModel) {
            return new Settings(Duration.ofHours(24), Duration.ofHours(72), defaultModel);
        }
    }

    /**
     * Resolves a request, or says every rule it breaks.
     *
     * @param card of the model that it names, or of the default model
     */
    public static Resolution resolve(
            GenerationRequest request,
            GenerationId id,
            Instant acceptedAt,
            ModelCard card,
            Settings settings) {
        var violations = new Violations();
        violations.addAll(ModelRules.check(request, card));
        violations.addAll(deadline(request, acceptedAt, settings));
        if (!violations.isEmpty()) {
            return new Resolution.Refused(violations.list());
        }
        return new Resolution.Resolved(resolved(request, id, acceptedAt, card, settings));
    }

    /** The rule of the deadline: ahead, but not too far. Empty if it's kept. */
    public static List<Violation> deadline(
            GenerationRequest request, Instant now, Settings settings) {
        Instant deadline = request.deadline();
        Instant latest = now.plus(settings.longestDeadline());
        if (deadline == null || (deadline.isAfter(now) && !deadline.isAfter(latest))) {
            return List.of();
        }
        return List.of(
                new Violation(
                        "deadline",
                        "must lie after now, %s, and until %s, got %s"
                                .formatted(now, latest, deadline)));
    }

    private static ResolvedRequest resolved(
            GenerationRequest request,
            GenerationId id,
            Instant acceptedAt,
            ModelCard card,
            Settings settings) {
        Quality quality = or(request.quality(), Quality.EXACT);
        ModelCard.Defaults defaults =
                switch (quality) {
                    case EXACT -> card.defaults();
                    case FAST -> or(card.fast(), card.defaults());
                };
        int steps = or(request.steps(), defaults.steps());
        double guidanceScale = or(request.guidanceScale(), defaults.guidanceScale());
        int count = or(request.count(), 1);
        Map<String, Object> parameters = parameters(request, card);
        return new ResolvedRequest(
                Tasks.of(request, card),
                card.id(),
                request.prompt(),
                or(request.negativePrompt(), ""),
                steps,
                guidanceScale,
                or(request.scheduler(), defaults.scheduler()),
                or(request.seed(), seed(id)),
                or(request.rng(), RequestFields.RNGS.getFirst()),
                count,
                or(request.priority(), Priority.STANDARD),
                or(request.deadline(), acceptedAt.plus(settings.deadline())),
                or(request.previews(), true),
                quality,
                request.lora(),
                or(request.output(), Output.DEFAULT),
                request.webhook(),
                request.metadata(),
                request.inputs(),
                parameters,
                cost(card, quality, steps, guidanceScale, count, parameters));
    }

    private static Map<String, Object> parameters(GenerationRequest request, ModelCard card) {
        Map<String, Object> parameters = new HashMap<>();
        boolean fromText = Tasks.of(request, card).equals(Tasks.TEXT_TO_IMAGE);
        ParametersSchema.of(card)
                .properties()
                .forEach(
                        (name, property) -> {
                            boolean unused = fromText && name.equals("strength");
                            if (property.initial() != null && !unused) {
                                parameters.put(name, property.initial());
                            }
                        });
        parameters.putAll(request.parameters());
        return parameters;
    }

    /** First 63 bits of the SHA-256 of the id's 16 bytes. */
    static long seed(GenerationId id) {
        byte[] bytes =
                ByteBuffer.allocate(16)
                        .putLong(id.value().getMostSignificantBits())
                        .putLong(id.value().getLeastSignificantBits())
                        .array();
        return ByteBuffer.wrap(BodyHash.sha256().digest(bytes)).getLong() >>> 1;
    }

    /** By the card's formula; one GMAC per step and result where a worker announced a wrong one. */
    private static double cost(
            ModelCard card,
            Quality quality,
            int steps,
            double guidanceScale,
            int count,
            Map<String, Object> parameters) {
        Map<String, Double> fields = new HashMap<>();
        parameters.forEach(
                (name, value) -> {
                    if (value instanceof Number number) {
                        fields.put(name, number.doubleValue());
                    }
                });
        fields.put("fast", quality == Quality.FAST ? 1.0 : 0.0);
        fields.put("steps", (double) steps);
        fields.put("guidance_scale", guidanceScale);
        fields.put("count", (double) count);
        try {
            return CostFormula.evaluate(card.cost(), fields);
        } catch (IllegalArgumentException e) {
            return (double) steps * count;
        }
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return Objects.requireNonNullElse(value, otherwise);
    }
}
