/**
 * How a request that came through HTTP or WebSocket becomes a command on Kafka. Called on event
 * loops; never blocks them.
 */
@NullMarked
package dev.sfumato.platform.submission;

import org.jspecify.annotations.NullMarked;
