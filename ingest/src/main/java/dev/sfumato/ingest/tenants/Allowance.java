package dev.sfumato.ingest.tenants;

import dev.sfumato.schemas.requests.Priority;
import dev.sfumato.schemas.requests.ResolvedRequest;
import dev.sfumato.schemas.requests.Violation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a tenant's requests may be.
 *
 * @param models ids; empty for all
 * @param priorities classes of service; empty for all
 * @param maxSteps largest number of steps
 * @param maxCount largest number of pictures
 * @param maxWidth largest width in pixels
 * @param maxHeight largest height in pixels
 * @param blocked what prompts must not say
 */
public record Allowance(
        Set<String> models,
        Set<Priority> priorities,
        int maxSteps,
        int maxCount,
        int maxWidth,
        int maxHeight,
        BlockList blocked) {
    private static final int ANY = Integer.MAX_VALUE;

    /** Whatever the models can do. */
    public static final Allowance ALL =
            new Allowance(Set.of(), Set.of(), ANY, ANY, ANY, ANY, BlockList.EMPTY);

    /** Below this guidance the negative prompt draws, too. */
    private static final double GUIDED = 1;

    public Allowance {
        models = Set.copyOf(models);
        priorities = Set.copyOf(priorities);
    }

    /** Every rule that a request breaks; empty when it may run. A pure function. */
    public List<Violation> check(ResolvedRequest request) {
        List<Violation> violations = new ArrayList<>();
        if (!models.isEmpty() && !models.contains(request.model())) {
            violations.add(
                    new Violation(
                            "model",
                            "must be one of the tenant's models %s, got %s"
                                    .formatted(new TreeSet<>(models), request.model())));
        }
        if (!priorities.isEmpty() && !priorities.contains(request.priority())) {
            violations.add(
                    new Violation(
                            "priority",
                            "must be one of the tenant's classes %s, got %s"
                                    .formatted(
                                            EnumSet.copyOf(priorities).stream()
                                                    .map(Allowance::written)
                                                    .toList(),
                                            written(request.priority()))));
        }
        atMost("steps", request.steps(), maxSteps, violations);
        atMost("count", request.count(), maxCount, violations);
        atMost("width", request.parameters().get("width"), maxWidth, violations);
        atMost("height", request.parameters().get("height"), maxHeight, violations);
        unblocked("prompt", request.prompt(), violations);
        if (request.guidanceScale() < GUIDED) {
            unblocked("negative_prompt", request.negativePrompt(), violations);
        }
        return violations;
    }

    private static void atMost(
            String path, @Nullable Object value, int most, List<Violation> violations) {
        if (value instanceof Number number && number.doubleValue() > most) {
            violations.add(
                    new Violation(
                            path,
                            "must be at most %d for this tenant, got %s".formatted(most, number)));
        }
    }

    /** Neither the term nor the prompt is repeated: both may be what nobody wants to read. */
    private void unblocked(String path, String text, List<Violation> violations) {
        if (blocked.blocks(text)) {
            violations.add(new Violation(path, "must not hold a term of the tenant's block list"));
        }
    }

    private static String written(Priority priority) {
        return priority.name().toLowerCase(Locale.ROOT);
    }
}
