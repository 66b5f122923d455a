/**
 * Where results, inputs and checkpoints lie, and the first look at pictures from outside. Stores
 * block: call them on virtual threads, never on an event loop. Stores are safe for many threads;
 * everything else is a pure function.
 */
@NullMarked
package dev.sfumato.platform.artifacts;

import org.jspecify.annotations.NullMarked;
