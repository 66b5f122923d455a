/**
 * The topic doors: a plain consumer that turns other teams' records into commands. One thread owns
 * the consumer.
 */
@NullMarked
package dev.sfumato.ingest.doors;

import org.jspecify.annotations.NullMarked;
