/**
 * Reproducible normal noise. A source belongs to one image and one thread at a time; its position
 * is a value that can be written down and continued from. Depends on nothing but the JDK.
 */
@NullMarked
package dev.sfumato.diffusion.noise;

import org.jspecify.annotations.NullMarked;
