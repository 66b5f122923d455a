/**
 * A real Kafka broker inside this process: the one-process default and the broker of every test.
 *
 * <p>The broker runs its own threads; {@link dev.sfumato.embedded.EmbeddedKafka} may be used from
 * any thread.
 */
@NullMarked
package dev.sfumato.embedded;

import org.jspecify.annotations.NullMarked;
