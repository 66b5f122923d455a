/**
 * What a tenant has room for, before a door accepts. Called on event loops and worker threads;
 * never blocks.
 */
@NullMarked
package dev.sfumato.platform.limits;

import org.jspecify.annotations.NullMarked;
