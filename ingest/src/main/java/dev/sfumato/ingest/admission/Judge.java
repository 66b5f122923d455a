package dev.sfumato.ingest.admission;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.ingest.tenants.Tenants;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationEvent.Accepted;
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

import java.util.List;
import java.util.Optional;

/**
 * Decides whether a request is taken, and everything that it leaves open. A pure function; any
 * thread.
 */
public final class Judge {
    private final Catalogue catalogue;
    private final Resolver.Settings settings;
    private final Tenants tenants;

    /** What becomes of a request. */
    public sealed interface Judgement {
        /** It may run, as this event says. */
        record Taken(Accepted event) implements Judgement {}

        /**
         * It may not.
         *
         * @param code stable, for programs
         */
        record Refused(String code, List<Violation> violations) implements Judgement {
            public Refused {
                violations = List.copyOf(violations);
            }
        }

        /** Its model is promised, and no worker has announced it yet. */
        record Waits() implements Judgement {}
    }

    /** By the models that there are, an installation's choices and its tenants' rules. */
    public Judge(Catalogue catalogue, Resolver.Settings settings, Tenants tenants) {
        this.catalogue = catalogue;
        this.settings = settings;
        this.tenants = tenants;
    }

    /** Judges one request. */
    public Judgement judge(Command.Generate command) {
        GenerationRequest request = command.request();
        String named = request.model();
        String model = named == null ? catalogue.defaultModel() : named;
        Optional<ModelCard> card = catalogue.find(model);
        if (card.isEmpty()) {
            return catalogue.isPromised(model)
                    ? new Judgement.Waits()
                    : new Judgement.Refused(
                            "unknown_model", List.of(ModelRules.unknown(model, catalogue)));
        }
        JsonNode body = RequestWriter.write(request);
        return switch (RequestReader.read(body, catalogue, InlineInputs.REFUSED)) {
            case Reading.Invalid invalid ->
                    new Judgement.Refused("invalid_request", invalid.violations());
            case Reading.Valid valid -> resolve(command, valid.request(), card.get());
        };
    }

    private Judgement resolve(Command.Generate command, GenerationRequest request, ModelCard card) {
        Resolution resolution =
                Resolver.resolve(request, command.id(), command.at(), card, settings);
        return switch (resolution) {
            case Resolution.Refused refused ->
                    new Judgement.Refused("invalid_request", refused.violations());
            case Resolution.Resolved resolved -> allow(command, resolved.request());
        };
    }

    private Judgement allow(Command.Generate command, ResolvedRequest request) {
        List<Violation> violations = tenants.of(command.tenant()).allowance().check(request);
        if (!violations.isEmpty()) {
            return new Judgement.Refused("tenant_policy", violations);
        }
        var subject =
                new Subject(command.id(), command.tenant(), catalogue.poolOf(request.model()));
        return new Judgement.Taken(
                new Accepted(subject, command.at(), request, command.clientKey()));
    }
}
