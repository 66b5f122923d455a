/** Reading a service's configuration, with every mistake reported at once. One thread, at start. */
@NullMarked
package dev.sfumato.platform.config;

import org.jspecify.annotations.NullMarked;
