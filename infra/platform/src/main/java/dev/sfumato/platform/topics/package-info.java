/** Creating and checking the topics of an installation. Blocking: never on an event loop. */
@NullMarked
package dev.sfumato.platform.topics;

import org.jspecify.annotations.NullMarked;
