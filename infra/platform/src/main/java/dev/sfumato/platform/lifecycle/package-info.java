/** Starting and stopping of a service. Any thread. */
@NullMarked
package dev.sfumato.platform.lifecycle;

import org.jspecify.annotations.NullMarked;
