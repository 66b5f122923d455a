package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.events.CancelJob;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.Job;

/** What the queue wants done. Doing it twice is harmless: every reader folds repeats away. */
sealed interface Decision {

    /** Give the job to the workers. */
    record Release(Job job) implements Decision {}

    /** Tell the world. */
    record Publish(GenerationEvent event) implements Decision {}

    /** Tell the worker that may run it to stop. */
    record Stop(CancelJob cancel) implements Decision {}

    /** Show the job to an operator. */
    record Bury(Job job, String code, String reason) implements Decision {}
}
