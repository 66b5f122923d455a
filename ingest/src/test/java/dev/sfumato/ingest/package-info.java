/** What the tests of this module share. */
@NullMarked
package dev.sfumato.ingest;

import org.jspecify.annotations.NullMarked;
