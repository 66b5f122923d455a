package dev.sfumato.ingest.webhooks;

import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.config.Secret;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the sending of webhooks is told.
 *
 * @param secrets that sign for a tenant; a tenant without gets no webhooks
 * @param allowed {@code host:port} of receivers that may have any address, also a private one
 * @param trusted certificates in PEM that receivers may have; without, those that the JDK trusts
 */
public record WebhookSettings(
        Map<String, List<Secret>> secrets,
        Set<String> allowed,
        Optional<Path> trusted,
        Schedule schedule) {
    private static final String SECRET = "ingest.webhooks.secret.";
    private static final Pattern TARGET =
            Pattern.compile("[a-z0-9.-]+:[0-9]{1,5}|\\[[0-9a-f:]+]:[0-9]{1,5}");
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 10;

    public WebhookSettings {
        secrets = Map.copyOf(secrets);
        allowed = Set.copyOf(allowed);
    }

    /**
     * Reads {@code ingest.webhooks.*}: {@code secret.<tenant>} (several with blanks between them),
     * {@code allowed}, {@code trusted}, {@code attempts} and {@code backoff}.
     */
    public static WebhookSettings from(ConfigReader read) {
        return new WebhookSettings(
                secrets(read),
                Set.copyOf(allowed(read)),
                read.optionalPath("ingest.webhooks.trusted"),
                new Schedule(
                        read.integer("ingest.webhooks.attempts", 1, 20, ATTEMPTS),
                        read.duration(
                                "ingest.webhooks.backoff",
                                Duration.ofMillis(1),
                                Duration.ofHours(1),
                                FIRST)));
    }

    private static Map<String, List<Secret>> secrets(ConfigReader read) {
        Map<String, List<Secret>> secrets = new HashMap<>();
        for (String tenant : read.group(SECRET).keySet()) {
            read.secret(SECRET + tenant)
                    .map(Secret::reveal)
                    .map(text -> List.of(text.split("\\s+", -1)))
                    .filter(texts -> sound(read, SECRET + tenant, texts))
                    .ifPresent(
                            texts -> secrets.put(tenant, texts.stream().map(Secret::new).toList()));
        }
        return secrets;
    }

    private static boolean sound(ConfigReader read, String key, List<String> texts) {
        boolean sound = texts.stream().allMatch(Signature::isSecret);
        if (!sound) {
            read.reject(key, "must be whsec_ and the base64 of 24 to 64 bytes");
        }
        return sound;
    }

    private static List<String> allowed(ConfigReader read) {
        String key = "ingest.webhooks.allowed";
        List<String> allowed = read.list(key, List.of());
        if (!allowed.stream().allMatch(each -> TARGET.matcher(each).matches())) {
            read.reject(key, "must be host:port in lower case, separated by commas");
        }
        return allowed;
    }
}
