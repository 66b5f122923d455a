/** Tests of admission. */
@NullMarked
package dev.sfumato.ingest.admission;

import org.jspecify.annotations.NullMarked;
