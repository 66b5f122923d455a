/**
 * Clocks, counters of the operating system (Linux only) and the statistics over them. Values are
 * immutable; {@link dev.sfumato.benchmarks.measure.ProcessorTime} belongs to one thread.
 */
@NullMarked
package dev.sfumato.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
