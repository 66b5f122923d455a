package dev.sfumato.standalone;

import dev.sfumato.standalone.command.Sfumato;

/** The command {@code sfumato}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Sfumato.run(arguments));
    }
}
