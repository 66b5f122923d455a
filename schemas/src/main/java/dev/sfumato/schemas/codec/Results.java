package dev.sfumato.schemas.codec;

import dev.sfumato.schemas.avro.ArtifactRecord;
import dev.sfumato.schemas.avro.ErrorRecord;
import dev.sfumato.schemas.avro.TimingsRecord;
import dev.sfumato.schemas.events.Artifact;
import dev.sfumato.schemas.events.GenerationError;
import dev.sfumato.schemas.events.Timings;

/** What a generation ends with, to Avro and back. */
final class Results {
    private Results() {}

    static ArtifactRecord toAvro(Artifact artifact) {
        return new ArtifactRecord(
                artifact.id(),
                artifact.mediaType(),
                artifact.bytes(),
                artifact.sha256(),
                artifact.seed(),
                Values.json(artifact.attributes()));
    }

    static Artifact fromAvro(ArtifactRecord artifact) {
        return new Artifact(
                artifact.getId(),
                artifact.getMediaType(),
                artifact.getBytes(),
                artifact.getSha256(),
                artifact.getSeed(),
                Values.object(artifact.getAttributes()));
    }

    static TimingsRecord toAvro(Timings timings) {
        return new TimingsRecord(
                timings.queuedMs(),
                timings.encodeMs(),
                timings.denoiseMs(),
                timings.decodeMs(),
                timings.totalMs());
    }

    static Timings fromAvro(TimingsRecord timings) {
        return new Timings(
                timings.getQueuedMs(),
                timings.getEncodeMs(),
                timings.getDenoiseMs(),
                timings.getDecodeMs(),
                timings.getTotalMs());
    }

    static ErrorRecord toAvro(GenerationError error) {
        return new ErrorRecord(error.code(), error.message(), error.retryable());
    }

    static GenerationError fromAvro(ErrorRecord error) {
        return new GenerationError(error.getCode(), error.getMessage(), error.getRetryable());
    }
}
