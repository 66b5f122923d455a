package dev.sfumato.worker.pulling;

import dev.sfumato.schemas.events.Job;

/** Runs jobs. */
@FunctionalInterface
public interface Runner {
    /**
     * Begins a job; returns at once.
     *
     * @param attempt a label, from the job's {@code attemptBase}
     * @param deliveries how often the share group has handed it out, from 1
     * @param tenure how long the job may be spoken of
     */
    Held start(Job job, int attempt, int deliveries, Tenure tenure);
}
