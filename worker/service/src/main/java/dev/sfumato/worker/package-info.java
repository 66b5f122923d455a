/**
 * The worker: takes jobs from Kafka, runs them on its devices, and tells what happens. Threads: one
 * per slot (owns a share consumer), one per run in hand (virtual; sequences its life), one per
 * device (owns its sessions), one that follows cancellations, one that sends heartbeats.
 */
@NullMarked
package dev.sfumato.worker;

import org.jspecify.annotations.NullMarked;
