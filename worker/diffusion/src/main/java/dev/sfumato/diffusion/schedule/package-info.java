/**
 * Timesteps and noise levels of a run, from a scheduler configuration as found with published
 * models. Pure values and functions; safe from any thread. Depends on nothing but the JDK.
 */
@NullMarked
package dev.sfumato.diffusion.schedule;

import org.jspecify.annotations.NullMarked;
