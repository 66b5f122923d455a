/**
 * What every service shares, one package per capability. Depends on {@code schemas} only; each
 * package says which threads may enter it.
 */
@NullMarked
package dev.sfumato.platform;

import org.jspecify.annotations.NullMarked;
