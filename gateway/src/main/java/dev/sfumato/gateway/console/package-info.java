/** The web page: static files from the class path, with a strict content policy. Event loops. */
@NullMarked
package dev.sfumato.gateway.console;

import org.jspecify.annotations.NullMarked;
