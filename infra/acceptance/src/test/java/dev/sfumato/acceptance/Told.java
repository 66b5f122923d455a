package dev.sfumato.acceptance;

import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Progress;
import dev.sfumato.schemas.events.GenerationEvent.Started;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Questions about what was told. */
final class Told {
    private Told() {}

    /** Ids of the generations that have ended. */
    static Set<String> ended(List<GenerationEvent> told) {
        return told.stream().filter(Told::isTerminal).map(Told::id).collect(Collectors.toSet());
    }

    /** Ids of the generations whose last run began at a worker, and that haven't ended. */
    static Set<String> running(List<GenerationEvent> told, String worker) {
        Set<String> running = new HashSet<>();
        for (GenerationEvent event : told) {
            if (event instanceof Started started && started.worker().equals(worker)) {
                running.add(id(event));
            } else if (event instanceof Started || isTerminal(event)) {
                running.remove(id(event));
            }
        }
        return running;
    }

    /** The runs of a generation. */
    static List<Started> starts(List<GenerationEvent> told, String id) {
        return told.stream()
                .filter(event -> id(event).equals(id))
                .filter(Started.class::isInstance)
                .map(Started.class::cast)
                .toList();
    }

    /** The most steps that a generation was said to have made; 0 before the first. */
    static int step(List<GenerationEvent> told, String id) {
        return told.stream()
                .filter(event -> id(event).equals(id))
                .filter(Progress.class::isInstance)
                .mapToInt(event -> ((Progress) event).step())
                .max()
                .orElse(0);
    }

    /** Progress of one run only. */
    static List<GenerationEvent> of(List<GenerationEvent> told, UUID run) {
        return told.stream()
                .filter(event -> event instanceof Progress step && step.runId().equals(run))
                .toList();
    }

    /** Whether each of these has made that many steps. */
    static boolean reached(List<GenerationEvent> told, Collection<String> ids, int step) {
        return ids.stream().allMatch(id -> step(told, id) >= step);
    }

    /** Kinds of the events that follow a generation's first terminal one. */
    static List<String> after(List<GenerationEvent> told, String id) {
        return told.stream()
                .filter(event -> id(event).equals(id))
                .dropWhile(event -> !isTerminal(event))
                .skip(1)
                .map(event -> event.getClass().getSimpleName())
                .toList();
    }

    /** For people. */
    static String line(GenerationEvent event) {
        String more = event instanceof Started run ? run.worker() : "";
        more = event instanceof Progress run ? "step " + run.step() : more;
        return "%s %s %s %s"
                .formatted(event.at(), id(event), event.getClass().getSimpleName(), more);
    }

    static String id(GenerationEvent event) {
        return event.subject().id().toString();
    }

    private static boolean isTerminal(GenerationEvent event) {
        return switch (event) {
            case GenerationEvent.Completed ignored -> true;
            case GenerationEvent.Failed ignored -> true;
            case GenerationEvent.Cancelled ignored -> true;
            case GenerationEvent.Expired ignored -> true;
            case GenerationEvent.Rejected ignored -> true;
            case GenerationEvent.Accepted ignored -> false;
            case GenerationEvent.Queued ignored -> false;
            case Started ignored -> false;
            case Progress ignored -> false;
            case GenerationEvent.Yielded ignored -> false;
        };
    }
}
