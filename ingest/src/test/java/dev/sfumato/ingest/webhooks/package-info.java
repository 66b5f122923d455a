@NullMarked
package dev.sfumato.ingest.webhooks;

import org.jspecify.annotations.NullMarked;
