/**
 * Reading the event log by interest: what happens to the generations that somebody watches, from
 * their first event on.
 *
 * <p>One thread owns the consumer that follows the log's end, a few own consumers that read what is
 * older. A {@link dev.sfumato.gateway.replay.Feed} is entered by all of them and by event loops,
 * and guards itself; nothing here blocks a caller.
 */
@NullMarked
package dev.sfumato.gateway.replay;

import org.jspecify.annotations.NullMarked;
