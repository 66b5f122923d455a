/**
 * The command's side of the public HTTP and WebSocket contracts. Blocking calls with deadlines; one
 * thread uses an instance at a time.
 */
@NullMarked
package dev.sfumato.standalone.client;

import org.jspecify.annotations.NullMarked;
