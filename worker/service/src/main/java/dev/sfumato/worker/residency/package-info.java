/**
 * Which models a worker knows, and which of them lie in a device's memory. Models are read from
 * folders at the start, loaded when a run needs one, and the least recently used one makes room. A
 * thread of its own loads, so that the device goes on with other models' steps meanwhile.
 */
@NullMarked
package dev.sfumato.worker.residency;

import org.jspecify.annotations.NullMarked;
