/** Progress and pictures in a terminal: pure functions from values to text. Any thread. */
@NullMarked
package dev.sfumato.standalone.terminal;

import org.jspecify.annotations.NullMarked;
