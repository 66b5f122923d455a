package dev.sfumato.ingest.admission;

import dev.sfumato.ingest.admission.Judge.Judgement;
import dev.sfumato.platform.policy.ContentChecks;
import dev.sfumato.platform.policy.Verdict;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationError;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Accepted;
import dev.sfumato.schemas.events.Subject;
import dev.sfumato.schemas.requests.Violation;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/** What admission says of a request: judged by its rules, then by the installation's own checks. */
record Decider(Judge judge, ContentChecks checks) {

    /** Whether its model is promised and no worker has announced it yet. */
    boolean waits(Command.Generate command) {
        return judge.judge(command) instanceof Judgement.Waits;
    }

    /** {@code accepted} or {@code rejected}; null while a promised model has no worker yet. */
    @Nullable GenerationEvent decide(Command.Generate command) {
        return switch (judge.judge(command)) {
            case Judgement.Waits ignored -> null;
            case Judgement.Taken taken -> checked(command, taken.event());
            case Judgement.Refused refused ->
                    rejected(
                            command,
                            new GenerationError(refused.code(), told(refused.violations()), false));
        };
    }

    /** The installation's own checks have the last word. */
    private GenerationEvent checked(Command.Generate command, Accepted accepted) {
        return switch (checks.request(command.tenant(), accepted.request())) {
            case Verdict.Allowed ignored -> accepted;
            case Verdict.Refused refused ->
                    rejected(
                            command,
                            new GenerationError(
                                    "content_refused",
                                    "the request " + refused.rule(),
                                    refused.retryable()));
        };
    }

    private static GenerationEvent rejected(Command.Generate command, GenerationError error) {
        Subject nowhere = new Subject(command.id(), command.tenant(), "");
        return new GenerationEvent.Rejected(nowhere, command.at(), command.clientKey(), error);
    }

    private static String told(List<Violation> violations) {
        return violations.stream()
                .map(each -> each.path() + " " + each.message())
                .collect(Collectors.joining("; "));
    }
}
