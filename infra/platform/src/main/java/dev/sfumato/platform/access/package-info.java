/** Who calls, and what they may do. Called on event loops; never blocks. */
@NullMarked
package dev.sfumato.platform.access;

import org.jspecify.annotations.NullMarked;
