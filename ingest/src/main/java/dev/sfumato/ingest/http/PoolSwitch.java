package dev.sfumato.ingest.http;

import io.vertx.core.Future;

/** Pauses and resumes the releasing of a pool's jobs. */
@FunctionalInterface
public interface PoolSwitch {
    /** Completes once Kafka has the order. */
    Future<Void> turn(String pool, boolean paused);
}
