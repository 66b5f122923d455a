/**
 * What is said about generations: commands, lifecycle events, jobs, heartbeats, and the one fold
 * that turns events into a state. Immutable values and pure functions; any thread.
 */
@NullMarked
package dev.sfumato.schemas.events;

import org.jspecify.annotations.NullMarked;
