package dev.sfumato.standalone;

import dev.sfumato.standalone.command.Sfumato;

import java.util.Set;

/** The command {@code sfumato}. */
public final class Main {
    private static final Set<String> SERVICES = Set.of("up", "ingest", "worker", "gateway");

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length == 0 || !SERVICES.contains(arguments[0])) {
            // What a person waits for isn't a log; logback.xml reads it.
            System.setProperty("sfumato.log.level", "WARN");
        }
        System.exit(Sfumato.run(arguments));
    }
}
