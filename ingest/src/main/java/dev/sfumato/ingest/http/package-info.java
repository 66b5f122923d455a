/**
 * The HTTP door: routes on a given router. Handlers run on the event loop and return at once; views
 * and the artifact store are read on virtual threads.
 */
@NullMarked
package dev.sfumato.ingest.http;

import org.jspecify.annotations.NullMarked;
