/**
 * Records of the public topics as other teams write and read them: Avro or CloudEvents 1.0,
 * structured or binary mode. Pure functions; any thread.
 */
@NullMarked
package dev.sfumato.schemas.cloudevents;

import org.jspecify.annotations.NullMarked;
