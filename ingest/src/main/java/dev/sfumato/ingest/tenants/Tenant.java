package dev.sfumato.ingest.tenants;

import dev.sfumato.ingest.dispatch.TenantPolicy;

/**
 * One tenant's part of the configuration.
 *
 * @param share what it may use of each pool
 * @param allowance what its requests may be
 */
public record Tenant(TenantPolicy share, Allowance allowance) {
    /** Nothing is held back. */
    public static final Tenant OPEN = new Tenant(TenantPolicy.OPEN, Allowance.ALL);
}
