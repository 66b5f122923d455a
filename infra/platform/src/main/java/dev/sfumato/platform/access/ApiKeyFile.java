package dev.sfumato.platform.access;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The file that {@link ApiKeys} reads. Its messages name lines, never hashes. */
final class ApiKeyFile {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final List<ApiKey> keys = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final List<String> mistakes = new ArrayList<>();

    private ApiKeyFile() {}

    static List<ApiKey> parse(List<String> lines) {
        var file = new ApiKeyFile();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                file.add(i + 1, line);
            }
        }
        if (!file.mistakes.isEmpty()) {
            throw new IllegalArgumentException(
                    "the file of API keys is wrong:\n  " + String.join("\n  ", file.mistakes));
        }
        return file.keys;
    }

    private void add(int number, String line) {
        String[] parts = line.split(",", -1);
        if (parts.length != 4) {
            mistakes.add("line %d must be tenant,key id,hash,scopes".formatted(number));
            return;
        }
        String tenant = parts[0].strip();
        String id = parts[1].strip();
        String hash = parts[2].strip();
        int before = mistakes.size();
        check(Caller.isTenant(tenant), number, "tenant must be 1 to 64 of a-z 0-9 . _ -");
        check(!id.isEmpty() && ids.add(id), number, "key id must be there, and only once");
        check(HASH.matcher(hash).matches(), number, "hash must be 64 lower-case hex digits");
        Set<Scope> scopes = scopes(parts[3].strip());
        check(!scopes.isEmpty(), number, "scopes must be some of generate read operate");
        if (mistakes.size() == before) {
            byte[] bytes = HexFormat.of().parseHex(hash);
            keys.add(new ApiKey(id, bytes, new Caller(tenant, scopes)));
        }
    }

    private void check(boolean holds, int line, String rule) {
        if (!holds) {
            mistakes.add("line %d: %s".formatted(line, rule));
        }
    }

    /** Empty when one of them isn't a scope. */
    private static Set<Scope> scopes(String text) {
        var scopes = EnumSet.noneOf(Scope.class);
        for (String name : text.split(" +")) {
            switch (name) {
                case "generate" -> scopes.add(Scope.GENERATE);
                case "read" -> scopes.add(Scope.READ);
                case "operate" -> scopes.add(Scope.OPERATE);
                default -> {
                    return Set.of();
                }
            }
        }
        return scopes;
    }
}
