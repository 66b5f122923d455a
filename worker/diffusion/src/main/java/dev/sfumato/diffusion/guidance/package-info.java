/**
 * Guidance: how two predictions become one. Pure functions on arrays; depends on nothing but the
 * JDK.
 */
@NullMarked
package dev.sfumato.diffusion.guidance;

import org.jspecify.annotations.NullMarked;
