/**
 * The images API of OpenAI, so that its client libraries work unchanged. Everything on the event
 * loop of a request; pictures are read and encoded on worker threads.
 */
@NullMarked
package dev.sfumato.gateway.openai;

import org.jspecify.annotations.NullMarked;
