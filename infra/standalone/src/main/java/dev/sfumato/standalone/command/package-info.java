/** The subcommands of {@code sfumato}. Each runs on the main thread and returns the exit code. */
@NullMarked
package dev.sfumato.standalone.command;

import org.jspecify.annotations.NullMarked;
