package dev.sfumato.schemas.events;

import dev.sfumato.schemas.requests.ResolvedRequest;

import java.time.Instant;

/**
 * Admitted work; the value of {@code sfumato.work.<pool>}.
 *
 * @param attemptBase label of the first attempt of this release, from 1
 */
public record Job(Subject subject, ResolvedRequest request, Instant acceptedAt, int attemptBase) {
    /** Header with the tenant's name, so that whoever can't read a job can still say it failed. */
    public static final String TENANT_HEADER = "tenant";
}
