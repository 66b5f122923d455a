package dev.sfumato.standalone.command;

import dev.sfumato.standalone.terminal.Display;
import dev.sfumato.standalone.terminal.Pictures;

/** The display on this process's terminal. */
final class Displays {
    private Displays() {}

    /** On standard error, so that standard output holds only what scripts read. */
    static Display standardError() {
        boolean terminal = System.console().isTerminal();
        return new Display(System.err, terminal, Pictures.of(System.getenv(), terminal));
    }
}
