/**
 * Several instances as one: each question goes to the instance that owns the answer, over HTTP and
 * with the caller's own credentials. Called on event loops, returns at once; stores are read on
 * worker threads.
 */
@NullMarked
package dev.sfumato.ingest.instances;

import org.jspecify.annotations.NullMarked;
