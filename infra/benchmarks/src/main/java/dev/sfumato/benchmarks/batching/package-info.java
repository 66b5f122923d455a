/**
 * The benchmark {@code batching}: continuous batching of steps against static batching and against
 * one picture at a time, by the worker's own batcher. Once with real sessions on this machine, once
 * on a simulated device whose calls take the time that was published of a real one. The three
 * differ in the {@link dev.sfumato.worker.batching.Policy} only.
 *
 * <p>One thread makes the arrivals; a batcher's own threads make the pictures. A simulation has one
 * thread. Policies belong to their device's thread, values are immutable.
 */
@NullMarked
package dev.sfumato.benchmarks.batching;

import org.jspecify.annotations.NullMarked;
