package dev.sfumato.ingest.tenants;

import dev.sfumato.ingest.dispatch.TenantPolicy;

import java.util.HashMap;
import java.util.Map;

/**
 * All tenants.
 *
 * @param named those that the configuration names
 * @param others every other one
 */
public record Tenants(Map<String, Tenant> named, Tenant others) {
    /** Every tenant alike, and nothing held back. */
    public static final Tenants OPEN = new Tenants(Map.of(), Tenant.OPEN);

    public Tenants {
        named = Map.copyOf(named);
    }

    /** One of them. */
    public Tenant of(String tenant) {
        return named.getOrDefault(tenant, others);
    }

    /** What the named ones may use of each pool. */
    public Map<String, TenantPolicy> shares() {
        Map<String, TenantPolicy> shares = new HashMap<>();
        named.forEach((id, tenant) -> shares.put(id, tenant.share()));
        return shares;
    }
}
