package dev.sfumato.platform.artifacts;

import java.util.regex.Pattern;

/** Rules of the names that become parts of paths: nothing else ever does. */
final class Names {
    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final String PART = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}";
    private static final Pattern KEY = Pattern.compile(PART + "(/" + PART + "){0,15}");
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[a-z0-9][a-z0-9.+-]{0,63}/[a-z0-9][a-z0-9.+-]{0,63}");

    private Names() {}

    static void checkTenant(String tenant) {
        check(TENANT, "tenant", "must be 1 to 64 of a-z 0-9 . _ -", tenant);
    }

    static void checkMediaType(String mediaType) {
        check(MEDIA_TYPE, "media type", "must be lower case, as image/png", mediaType);
    }

    static void checkKey(String key) {
        check(KEY, "key", "must be parts of A-Z a-z 0-9 . _ - between slashes", key);
    }

    static boolean isTenant(String tenant) {
        return TENANT.matcher(tenant).matches();
    }

    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    static boolean isKey(String key) {
        return KEY.matcher(key).matches();
    }

    private static void check(Pattern pattern, String name, String rule, String value) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException("%s %s, got '%s'".formatted(name, rule, value));
        }
    }
}
