/** Tests of the fair queue and of the processor around it. */
@NullMarked
package dev.sfumato.ingest.dispatch;

import org.jspecify.annotations.NullMarked;
