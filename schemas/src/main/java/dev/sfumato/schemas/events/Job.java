package dev.sfumato.schemas.events;

import dev.sfumato.schemas.requests.ResolvedRequest;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Admitted work; the value of {@code sfumato.work.<pool>}.
 *
 * @param attemptBase label of the first attempt of this release, from 1
 * @param traceparent W3C trace context of whoever asked; null when they didn't trace
 */
public record Job(
        Subject subject,
        ResolvedRequest request,
        Instant acceptedAt,
        int attemptBase,
        @Nullable String traceparent) {
    /** Header with the tenant's name, so that whoever can't read a job can still say it failed. */
    public static final String TENANT_HEADER = "tenant";

    /** Without a trace. */
    public Job(Subject subject, ResolvedRequest request, Instant acceptedAt, int attemptBase) {
        this(subject, request, acceptedAt, attemptBase, null);
    }
}
