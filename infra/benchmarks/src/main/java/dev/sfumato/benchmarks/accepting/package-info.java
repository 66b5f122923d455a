/**
 * What it costs to accept a request: ingest's HTTP door beside a bare handler with a producer, and
 * the way from the answer to the work topic. The load runs on event loops, the rest on the main
 * thread.
 */
@NullMarked
package dev.sfumato.benchmarks.accepting;

import org.jspecify.annotations.NullMarked;
