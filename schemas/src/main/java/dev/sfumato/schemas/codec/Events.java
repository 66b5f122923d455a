package dev.sfumato.schemas.codec;

import static dev.sfumato.schemas.codec.Values.all;

import dev.sfumato.schemas.avro.AcceptedRecord;
import dev.sfumato.schemas.avro.CancelledRecord;
import dev.sfumato.schemas.avro.CompletedRecord;
import dev.sfumato.schemas.avro.EventRecord;
import dev.sfumato.schemas.avro.ExpiredRecord;
import dev.sfumato.schemas.avro.FailedRecord;
import dev.sfumato.schemas.avro.PreviewRecord;
import dev.sfumato.schemas.avro.ProgressRecord;
import dev.sfumato.schemas.avro.QueuedRecord;
import dev.sfumato.schemas.avro.RejectedRecord;
import dev.sfumato.schemas.avro.StartedRecord;
import dev.sfumato.schemas.avro.SubjectRecord;
import dev.sfumato.schemas.avro.YieldedRecord;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Accepted;
import dev.sfumato.schemas.events.GenerationEvent.Cancelled;
import dev.sfumato.schemas.events.GenerationEvent.Completed;
import dev.sfumato.schemas.events.GenerationEvent.Expired;
import dev.sfumato.schemas.events.GenerationEvent.Failed;
import dev.sfumato.schemas.events.GenerationEvent.Progress;
import dev.sfumato.schemas.events.GenerationEvent.Queued;
import dev.sfumato.schemas.events.GenerationEvent.Rejected;
import dev.sfumato.schemas.events.GenerationEvent.Started;
import dev.sfumato.schemas.events.GenerationEvent.Yielded;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Preview;
import dev.sfumato.schemas.events.Subject;

import java.nio.ByteBuffer;
import java.time.Instant;

/** Lifecycle events and previews to Avro and back. */
final class Events {
    private Events() {}

    static EventRecord toAvro(GenerationEvent event) {
        return new EventRecord(toAvro(event.subject()), event.at(), body(event));
    }

    private static Object body(GenerationEvent event) {
        return switch (event) {
            case Accepted e -> new AcceptedRecord(Requests.toAvro(e.request()), e.clientKey());
            case Queued e -> new QueuedRecord(e.position(), Values.micros(e.expectedStart()));
            case Started e -> new StartedRecord(e.runId(), e.worker(), e.attempt(), e.step());
            case Progress e ->
                    new ProgressRecord(
                            e.runId(),
                            e.attempt(),
                            e.step(),
                            e.steps(),
                            Values.micros(e.expectedEnd()));
            case Yielded e -> new YieldedRecord(e.runId(), e.reason());
            case Completed e ->
                    new CompletedRecord(
                            e.runId(),
                            e.attempt(),
                            all(e.artifacts(), Results::toAvro),
                            Results.toAvro(e.timings()));
            case Failed e -> new FailedRecord(e.runId(), Results.toAvro(e.error()));
            case Cancelled ignored -> new CancelledRecord();
            case Expired ignored -> new ExpiredRecord();
            case Rejected e -> new RejectedRecord(e.clientKey(), Results.toAvro(e.error()));
        };
    }

    static GenerationEvent fromAvro(EventRecord event) {
        Subject subject = fromAvro(event.getSubject());
        Instant at = event.getAt();
        return switch (event.getEvent()) {
            case AcceptedRecord e ->
                    new Accepted(subject, at, Requests.fromAvro(e.getRequest()), e.getClientKey());
            case QueuedRecord e -> new Queued(subject, at, e.getPosition(), e.getExpectedStart());
            case StartedRecord e ->
                    new Started(
                            subject, at, e.getRunId(), e.getWorker(), e.getAttempt(), e.getStep());
            case ProgressRecord e -> progress(subject, at, e);
            case YieldedRecord e -> new Yielded(subject, at, e.getRunId(), e.getReason());
            case CompletedRecord e -> completed(subject, at, e);
            case FailedRecord e ->
                    new Failed(subject, at, e.getRunId(), Results.fromAvro(e.getError()));
            case CancelledRecord ignored -> new Cancelled(subject, at);
            case ExpiredRecord ignored -> new Expired(subject, at);
            case RejectedRecord e ->
                    new Rejected(subject, at, e.getClientKey(), Results.fromAvro(e.getError()));
            default -> throw new MalformedRecordException("unknown type of event");
        };
    }

    private static Progress progress(Subject subject, Instant at, ProgressRecord event) {
        return new Progress(
                subject,
                at,
                event.getRunId(),
                event.getAttempt(),
                event.getStep(),
                event.getSteps(),
                event.getExpectedEnd());
    }

    private static Completed completed(Subject subject, Instant at, CompletedRecord event) {
        return new Completed(
                subject,
                at,
                event.getRunId(),
                event.getAttempt(),
                all(event.getArtifacts(), Results::fromAvro),
                Results.fromAvro(event.getTimings()));
    }

    static SubjectRecord toAvro(Subject subject) {
        return new SubjectRecord(subject.id().value(), subject.tenant(), subject.pool());
    }

    static Subject fromAvro(SubjectRecord subject) {
        return new Subject(
                new GenerationId(subject.getId()), subject.getTenant(), subject.getPool());
    }

    static PreviewRecord toAvro(Preview preview) {
        return new PreviewRecord(
                toAvro(preview.subject()),
                preview.at(),
                preview.runId(),
                preview.step(),
                preview.image(),
                preview.mediaType(),
                ByteBuffer.wrap(preview.bytes()));
    }

    static Preview fromAvro(PreviewRecord preview) {
        ByteBuffer data = preview.getData();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return new Preview(
                fromAvro(preview.getSubject()),
                preview.getAt(),
                preview.getRunId(),
                preview.getStep(),
                preview.getImage(),
                preview.getMediaType(),
                bytes);
    }
}
