/**
 * From a prompt to the token ids a text encoder takes: CLIP's byte-level BPE, weights in
 * parentheses, prompts longer than the encoder's window. Immutable values and pure functions; safe
 * from any thread.
 */
@NullMarked
package dev.sfumato.diffusion.text;

import org.jspecify.annotations.NullMarked;
