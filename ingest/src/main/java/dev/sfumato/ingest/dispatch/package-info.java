/**
 * The durable fair queue: who is released to the workers, and when. {@link
 * dev.sfumato.ingest.dispatch.FairQueue} decides and knows no Kafka; the processor around it is a
 * thin shell. Everything here runs on the stream thread that owns the pool's partition, except
 * {@link dev.sfumato.ingest.dispatch.DispatchView}, which any thread may ask.
 */
@NullMarked
package dev.sfumato.ingest.dispatch;

import org.jspecify.annotations.NullMarked;
