/**
 * From commands to admitted jobs: validation, resolution and de-duplication. One stream thread owns
 * the stores.
 */
@NullMarked
package dev.sfumato.ingest.admission;

import org.jspecify.annotations.NullMarked;
