/**
 * What a worker measures of itself. Meters may be written by any thread; whoever scrapes them reads
 * on a thread of its own.
 */
@NullMarked
package dev.sfumato.worker.metering;

import org.jspecify.annotations.NullMarked;
