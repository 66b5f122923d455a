/** Checks against values recorded from the reference implementation; see its README there. */
@NullMarked
package dev.sfumato.diffusion.golden;

import org.jspecify.annotations.NullMarked;
