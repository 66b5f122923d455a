/** The command that runs the benchmarks; the main thread only. Not part of the product. */
@NullMarked
package dev.sfumato.benchmarks;

import org.jspecify.annotations.NullMarked;
