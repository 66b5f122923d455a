/** Settings of every kind of Kafka client, and serializers of our messages. Any thread. */
@NullMarked
package dev.sfumato.platform.kafka;

import org.jspecify.annotations.NullMarked;
