/**
 * Takes jobs from a pool's share group and holds them until their end. A slot is one share consumer
 * with one owner thread and at most one record. Another thread follows {@code sfumato.control}.
 */
@NullMarked
package dev.sfumato.worker.pulling;

import org.jspecify.annotations.NullMarked;
