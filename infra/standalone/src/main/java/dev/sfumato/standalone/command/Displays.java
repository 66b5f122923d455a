package dev.sfumato.standalone.command;

import dev.sfumato.standalone.terminal.Display;
import dev.sfumato.standalone.terminal.Pictures;

import java.io.Console;

/** The display on this process's terminal. */
final class Displays {
    private Displays() {}

    /** On standard error, so that standard output holds only what scripts read. */
    @SuppressWarnings("SystemConsoleNull") // null without a terminal again, from JDK 25 on
    static Display standardError() {
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        return new Display(System.err, terminal, Pictures.of(System.getenv(), terminal));
    }
}
