package dev.sfumato.worker.batching;

import org.jspecify.annotations.Nullable;

/**
 * One denoising step of a run.
 *
 * @param step steps done, from 1
 * @param steps steps in all
 * @param rows rows of the call that made it, other runs' included
 * @param began {@link System#nanoTime} when the call began
 * @param ended {@link System#nanoTime} when the run had taken its result
 * @param checkpoint to be kept; null when none is due
 */
@SuppressWarnings("ArrayRecordComponent") // in transit: never compared
public record Step(
        int step, int steps, int rows, long began, long ended, byte @Nullable [] checkpoint) {}
