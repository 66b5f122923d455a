package dev.sfumato.schemas.codec;

import static dev.sfumato.schemas.codec.Values.all;
import static dev.sfumato.schemas.codec.Values.maybe;
import static dev.sfumato.schemas.codec.Values.micros;

import dev.sfumato.schemas.avro.EndingRecord;
import dev.sfumato.schemas.avro.GenerationRecord;
import dev.sfumato.schemas.avro.OriginRecord;
import dev.sfumato.schemas.avro.OutcomeRecord;
import dev.sfumato.schemas.avro.PlaceRecord;
import dev.sfumato.schemas.avro.RunsRecord;
import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.Generation.Ending;
import dev.sfumato.schemas.events.Generation.Origin;
import dev.sfumato.schemas.events.Generation.Place;
import dev.sfumato.schemas.events.Generation.Runs;
import dev.sfumato.schemas.events.Outcome;
import dev.sfumato.schemas.events.Status;

/** States of generations, to Avro and back. */
final class Generations {
    private Generations() {}

    static OutcomeRecord toAvro(Outcome outcome) {
        return new OutcomeRecord(toAvro(outcome.generation()));
    }

    static Outcome fromAvro(OutcomeRecord outcome) {
        return new Outcome(fromAvro(outcome.getGeneration()));
    }

    static GenerationRecord toAvro(Generation generation) {
        return new GenerationRecord(
                Events.toAvro(generation.subject()),
                dev.sfumato.schemas.avro.Status.valueOf(generation.status().name()),
                toAvro(generation.origin()),
                maybe(generation.place(), Generations::toAvro),
                toAvro(generation.runs()),
                maybe(generation.ending(), Generations::toAvro));
    }

    static Generation fromAvro(GenerationRecord generation) {
        return new Generation(
                Events.fromAvro(generation.getSubject()),
                Status.valueOf(generation.getStatus().name()),
                fromAvro(generation.getOrigin()),
                maybe(generation.getPlace(), Generations::fromAvro),
                fromAvro(generation.getRuns()),
                maybe(generation.getEnding(), Generations::fromAvro));
    }

    private static OriginRecord toAvro(Origin origin) {
        return new OriginRecord(
                maybe(origin.request(), Requests::toAvro),
                origin.clientKey(),
                micros(origin.acceptedAt()));
    }

    private static Origin fromAvro(OriginRecord origin) {
        return new Origin(
                maybe(origin.getRequest(), Requests::fromAvro),
                origin.getClientKey(),
                origin.getAcceptedAt());
    }

    private static PlaceRecord toAvro(Place place) {
        return new PlaceRecord(place.position(), micros(place.expectedStart()));
    }

    private static Place fromAvro(PlaceRecord place) {
        return new Place(place.getPosition(), place.getExpectedStart());
    }

    private static RunsRecord toAvro(Runs runs) {
        return new RunsRecord(
                runs.current(),
                runs.past(),
                runs.attempt(),
                runs.step(),
                runs.steps(),
                micros(runs.startedAt()),
                micros(runs.expectedEnd()));
    }

    private static Runs fromAvro(RunsRecord runs) {
        return new Runs(
                runs.getCurrent(),
                runs.getPast(),
                runs.getAttempt(),
                runs.getStep(),
                runs.getSteps(),
                runs.getStartedAt(),
                runs.getExpectedEnd());
    }

    private static EndingRecord toAvro(Ending ending) {
        return new EndingRecord(
                ending.at(),
                all(ending.artifacts(), Results::toAvro),
                maybe(ending.timings(), Results::toAvro),
                maybe(ending.error(), Results::toAvro));
    }

    private static Ending fromAvro(EndingRecord ending) {
        return new Ending(
                ending.getAt(),
                all(ending.getArtifacts(), Results::fromAvro),
                maybe(ending.getTimings(), Results::fromAvro),
                maybe(ending.getError(), Results::fromAvro));
    }
}
