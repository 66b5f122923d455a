/**
 * Live results for people and programs: WebSocket and server-sent events.
 *
 * <p>Doors and sessions run on the event loop of their connection. Events reach an {@link
 * dev.sfumato.gateway.streaming.Outbox} from any thread and leave it on that event loop.
 */
@NullMarked
package dev.sfumato.gateway.streaming;

import org.jspecify.annotations.NullMarked;
