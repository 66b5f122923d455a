/** The catalogue of Kafka topics as code. Immutable values; any thread. */
@NullMarked
package dev.sfumato.schemas.topics;

import org.jspecify.annotations.NullMarked;
