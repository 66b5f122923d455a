/**
 * Keeps a device busy with the steps of many runs: rows of different runs travel in one model call
 * and join or leave at any step. One thread per device drives the runs and owns the models; other
 * threads only board runs, ask them to leave, and bring or take models.
 */
@NullMarked
package dev.sfumato.worker.batching;

import org.jspecify.annotations.NullMarked;
