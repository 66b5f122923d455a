/**
 * What a worker tells and keeps: events, previews and dead letters on Kafka, artifacts and
 * checkpoints in the artifact store. Any thread, but a device's: sending and storing may block.
 */
@NullMarked
package dev.sfumato.worker.publishing;

import org.jspecify.annotations.NullMarked;
