/**
 * What a generation is to whoever drives it: a {@link dev.sfumato.diffusion.pipeline.Request} is
 * planned into a {@link dev.sfumato.diffusion.pipeline.Run}, which says what it needs next and
 * takes the results. Nothing here knows of pictures, of a device or of a message bus. A run belongs
 * to one thread at a time; a pipeline may plan from any thread.
 */
@NullMarked
package dev.sfumato.diffusion.pipeline;

import org.jspecify.annotations.NullMarked;
