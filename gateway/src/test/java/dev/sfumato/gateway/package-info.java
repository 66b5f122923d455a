/** The gateway against a real broker and through real sockets. */
@NullMarked
package dev.sfumato.gateway;

import org.jspecify.annotations.NullMarked;
