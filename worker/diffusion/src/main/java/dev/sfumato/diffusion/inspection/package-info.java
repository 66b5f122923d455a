/**
 * What a model folder contains and whether it can be run: the answer to "why doesn't my model
 * load". Any thread.
 */
@NullMarked
package dev.sfumato.diffusion.inspection;

import org.jspecify.annotations.NullMarked;
