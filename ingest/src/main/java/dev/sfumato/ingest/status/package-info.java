/**
 * The fold of all lifecycle events: status, lists and results. The topology runs on its own stream
 * thread; views are read from any thread but the event loop.
 */
@NullMarked
package dev.sfumato.ingest.status;

import org.jspecify.annotations.NullMarked;
