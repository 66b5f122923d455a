/**
 * What it costs to show events to ten thousand sockets: the gateway beside a bare broadcaster. Each
 * server and its clients are processes of their own; the events and the status view come from the
 * main one, whose main thread leads.
 */
@NullMarked
package dev.sfumato.benchmarks.watching;

import org.jspecify.annotations.NullMarked;
