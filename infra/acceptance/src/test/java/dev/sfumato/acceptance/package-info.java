/**
 * What users are promised, checked from outside: processes, sockets, topics and files. Each test
 * owns the processes that it starts.
 */
@NullMarked
package dev.sfumato.acceptance;

import org.jspecify.annotations.NullMarked;
