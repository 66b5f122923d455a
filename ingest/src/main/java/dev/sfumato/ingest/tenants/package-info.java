/**
 * What each tenant may ask for and how much: read once from a file. Immutable; any thread. Who may
 * have the next slot is decided by {@link dev.sfumato.ingest.dispatch}.
 */
@NullMarked
package dev.sfumato.ingest.tenants;

import org.jspecify.annotations.NullMarked;
