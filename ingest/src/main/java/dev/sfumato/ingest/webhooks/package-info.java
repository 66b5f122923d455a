/**
 * Tells other systems over HTTPS that a generation has ended, signed as Standard Webhooks 1.0. What
 * is owed lies in a Streams store on one stream thread; names are looked up on virtual threads, and
 * requests run on event loops.
 */
@NullMarked
package dev.sfumato.ingest.webhooks;

import org.jspecify.annotations.NullMarked;
