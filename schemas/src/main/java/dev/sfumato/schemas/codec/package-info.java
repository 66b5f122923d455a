/**
 * Bytes on the wire: Avro single-object encoding of every message. Generated Avro classes never
 * leave this package. Stateless; any thread.
 */
@NullMarked
package dev.sfumato.schemas.codec;

import org.jspecify.annotations.NullMarked;
