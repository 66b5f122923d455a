package dev.sfumato.ingest.tenants;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sfumato.ingest.dispatch.TenantPolicy;
import dev.sfumato.schemas.events.Quota;
import dev.sfumato.schemas.requests.Priority;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The file of tenants: JSON, {@code {"others": {…}, "tenants": {"acme": {…}}}}. What a named tenant
 * leaves out is as it is for the others:
 *
 * <pre>{@code
 * {"weight": 3, "concurrency": 4, "queued": 200,
 *  "quota": {"gmac_per_minute": 60000, "burst_gmac": 120000},
 *  "models": ["landscape"], "priorities": ["standard", "batch"],
 *  "max_steps": 50, "max_count": 2, "max_width": 256, "max_height": 256, "blocked": ["a term"]}
 * }</pre>
 */
public final class TenantsFile {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final double SECONDS_PER_MINUTE = 60;
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final List<String> mistakes = new ArrayList<>();

    private TenantsFile() {}

    /**
     * What a file says.
     *
     * @param mistakes every one of them, with its path; the tenants mean nothing then
     */
    public record Read(Tenants tenants, List<String> mistakes) {
        public Read {
            mistakes = List.copyOf(mistakes);
        }
    }

    /** Reads a file; a file that can't be read is a mistake like any other. */
    public static Read read(Path file) {
        var reading = new TenantsFile();
        Tenants tenants = reading.tenants(reading.json(file));
        return new Read(tenants, reading.mistakes);
    }

    private JsonNode json(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            mistakes.add(
                    "must be JSON without duplicate fields; it isn't at line %d, column %d"
                            .formatted(
                                    at == null ? 0 : at.getLineNr(),
                                    at == null ? 0 : at.getColumnNr()));
        } catch (IOException e) {
            mistakes.add("must be a file that can be read");
        }
        return JSON.createObjectNode();
    }

    private Tenants tenants(JsonNode json) {
        Map<String, Tenant> named = new HashMap<>();
        Tenant others;
        try (Section file = new Section("", json, mistakes)) {
            others = tenant(file.section("others"), Tenant.OPEN);
            Section all = file.section("tenants");
            for (String id : all.fields()) {
                if (!ID.matcher(id).matches()) {
                    mistakes.add("tenants." + id + " must be 1 to 64 of a-z 0-9 . _ -");
                }
                named.put(id, tenant(all.section(id), others));
            }
        }
        return new Tenants(named, others);
    }

    private static Tenant tenant(Section section, Tenant others) {
        try (section) {
            TenantPolicy share = others.share();
            var policy =
                    new TenantPolicy(
                            section.positive("weight", share.weight()),
                            section.count("concurrency", share.concurrency()),
                            section.count("queued", share.queued()),
                            quota(section, share.quota()));
            return new Tenant(policy, allowance(section, others.allowance()));
        }
    }

    private static Quota quota(Section section, Quota others) {
        if (!section.has("quota")) {
            return others;
        }
        try (Section quota = section.section("quota")) {
            double perMinute = quota.positive("gmac_per_minute", Double.MAX_VALUE);
            return new Quota(
                    perMinute / SECONDS_PER_MINUTE, quota.positive("burst_gmac", perMinute));
        }
    }

    private static Allowance allowance(Section section, Allowance others) {
        List<String> terms =
                section.texts("blocked", TenantsFile::term, "must be texts with a letter or digit");
        return new Allowance(
                section.has("models")
                        ? new HashSet<>(
                                section.texts("models", Function.identity(), "must be texts"))
                        : others.models(),
                section.has("priorities")
                        ? new HashSet<>(
                                section.texts(
                                        "priorities",
                                        TenantsFile::priority,
                                        "must be interactive, standard or batch"))
                        : others.priorities(),
                section.count("max_steps", others.maxSteps()),
                section.count("max_count", others.maxCount()),
                section.count("max_width", others.maxWidth()),
                section.count("max_height", others.maxHeight()),
                section.has("blocked") ? new BlockList(terms) : others.blocked());
    }

    private static String term(String text) {
        if (Folding.words(text).isEmpty()) {
            throw new IllegalArgumentException("nothing to look for");
        }
        return text;
    }

    private static Priority priority(String text) {
        if (!text.equals(text.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("upper case");
        }
        return Priority.valueOf(text.toUpperCase(Locale.ROOT));
    }
}
