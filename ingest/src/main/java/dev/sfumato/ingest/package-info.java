/**
 * Where work comes in and where its state is known: doors (HTTP, topics), admission, dispatch and
 * status. {@code Ingest} wires them; each package names its own threads.
 */
@NullMarked
package dev.sfumato.ingest;

import org.jspecify.annotations.NullMarked;
