/**
 * The picture modality: text to image, image to image and inpainting with latent diffusion models
 * in the diffusers layout, and what pictures need: reading, resizing, masks, writing. Values and
 * static functions; a run belongs to one thread at a time.
 */
@NullMarked
package dev.sfumato.diffusion.image;

import org.jspecify.annotations.NullMarked;
