/**
 * What an installation forbids, by checks of its own: requests before they are admitted, previews
 * and pictures before anybody can see them. Any thread.
 */
@NullMarked
package dev.sfumato.platform.policy;

import org.jspecify.annotations.NullMarked;
