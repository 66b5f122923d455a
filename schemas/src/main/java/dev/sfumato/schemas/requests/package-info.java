/**
 * What a client asks for, how it is read from JSON, which rules it must satisfy, and what it
 * becomes once everything left open is decided. Immutable values and pure functions; any thread.
 */
@NullMarked
package dev.sfumato.schemas.requests;

import org.jspecify.annotations.NullMarked;
