/**
 * Running a Kafka Streams application: its start, its health, what it sets aside. The application's
 * own thread runs the processors; any thread may start, ask and close.
 */
@NullMarked
package dev.sfumato.ingest.streams;

import org.jspecify.annotations.NullMarked;
