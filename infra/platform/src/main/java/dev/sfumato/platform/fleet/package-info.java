/**
 * Which workers live, what they can run and how their pools stand, as they and dispatch say it on
 * Kafka. One thread owns the consumer; any thread reads the view.
 */
@NullMarked
package dev.sfumato.platform.fleet;

import org.jspecify.annotations.NullMarked;
