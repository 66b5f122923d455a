package dev.sfumato.ingest.admission;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationError;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Accepted;
import dev.sfumato.schemas.events.GenerationEvent.Rejected;
import dev.sfumato.schemas.events.ModelCard;
import dev.sfumato.schemas.events.Subject;
import dev.sfumato.schemas.requests.GenerationRequest;
import dev.sfumato.schemas.requests.InlineInputs;
import dev.sfumato.schemas.requests.ModelRules;
import dev.sfumato.schemas.requests.Reading;
import dev.sfumato.schemas.requests.RequestReader;
import dev.sfumato.schemas.requests.RequestWriter;
import dev.sfumato.schemas.requests.Resolution;
import dev.sfumato.schemas.requests.ResolvedRequest;
import dev.sfumato.schemas.requests.Resolver;
import dev.sfumato.schemas.requests.Violation;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decides whether a request is taken, and everything that it leaves open. A pure function. */
final class Judge {

    private final Catalogue catalogue;
    private final Resolver.Settings settings;

    Judge(Catalogue catalogue, Resolver.Settings settings) {
        this.catalogue = catalogue;
        this.settings = settings;
    }

    /** {@code accepted} or {@code rejected}; null while a promised model has no worker yet. */
    @Nullable GenerationEvent judge(Command.Generate command) {
        GenerationRequest request = command.request();
        String named = request.model();
        String model = named == null ? catalogue.defaultModel() : named;
        Optional<ModelCard> card = catalogue.find(model);
        if (card.isEmpty()) {
            return catalogue.isPromised(model)
                    ? null
                    : rejected(
                            command,
                            "unknown_model",
                            List.of(ModelRules.unknown(model, catalogue)));
        }
        JsonNode body = RequestWriter.write(request);
        return switch (RequestReader.read(body, catalogue, InlineInputs.REFUSED)) {
            case Reading.Invalid invalid ->
                    rejected(command, "invalid_request", invalid.violations());
            case Reading.Valid valid -> resolve(command, valid.request(), card.get());
        };
    }

    private GenerationEvent resolve(
            Command.Generate command, GenerationRequest request, ModelCard card) {
        Resolution resolution =
                Resolver.resolve(request, command.id(), command.at(), card, settings);
        return switch (resolution) {
            case Resolution.Refused refused ->
                    rejected(command, "invalid_request", refused.violations());
            case Resolution.Resolved resolved -> accepted(command, resolved.request());
        };
    }

    private Accepted accepted(Command.Generate command, ResolvedRequest request) {
        var subject =
                new Subject(command.id(), command.tenant(), catalogue.poolOf(request.model()));
        return new Accepted(subject, command.at(), request, command.clientKey());
    }

    private static Rejected rejected(
            Command.Generate command, String code, List<Violation> violations) {
        String message =
                violations.stream()
                        .map(each -> each.path() + " " + each.message())
                        .collect(Collectors.joining("; "));
        return new Rejected(
                new Subject(command.id(), command.tenant(), ""),
                command.at(),
                command.clientKey(),
                new GenerationError(code, message, false));
    }
}
