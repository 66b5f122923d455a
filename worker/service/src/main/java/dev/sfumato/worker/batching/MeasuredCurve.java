package dev.sfumato.worker.batching;

/**
 * How long calls of one component and shape take: {@code fixedNanos + perRowNanos * rows}.
 *
 * @param component for example {@code unet}
 * @param shape names, types and shapes of a row's inputs
 * @param fixedNanos at least 0
 * @param perRowNanos what one more row costs
 */
public record MeasuredCurve(
        String component, String shape, double fixedNanos, double perRowNanos) {}
