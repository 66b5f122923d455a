package dev.sfumato.schemas.codec;

import dev.sfumato.schemas.avro.CancelJobRecord;
import dev.sfumato.schemas.avro.JobRecord;
import dev.sfumato.schemas.events.CancelJob;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Job;

/** What workers are told, to Avro and back. */
final class Jobs {
    private Jobs() {}

    static JobRecord toAvro(Job job) {
        return new JobRecord(
                Events.toAvro(job.subject()),
                Requests.toAvro(job.request()),
                job.acceptedAt(),
                job.attemptBase(),
                job.traceparent());
    }

    static Job fromAvro(JobRecord job) {
        return new Job(
                Events.fromAvro(job.getSubject()),
                Requests.fromAvro(job.getRequest()),
                job.getAcceptedAt(),
                job.getAttemptBase(),
                job.getTraceparent());
    }

    static CancelJobRecord toAvro(CancelJob cancel) {
        return new CancelJobRecord(cancel.id().value(), cancel.at());
    }

    static CancelJob fromAvro(CancelJobRecord cancel) {
        return new CancelJob(new GenerationId(cancel.getId()), cancel.getAt());
    }
}
