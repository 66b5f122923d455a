/**
 * Download of stored results. Requests come on event loops; the store, which blocks, is asked on
 * worker threads.
 */
@NullMarked
package dev.sfumato.gateway.artifacts;

import org.jspecify.annotations.NullMarked;
