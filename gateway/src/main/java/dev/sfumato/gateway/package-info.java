/**
 * The doors out: live streams, downloads and the console. Wiring of the gateway; the packages below
 * say which threads enter them.
 */
@NullMarked
package dev.sfumato.gateway;

import org.jspecify.annotations.NullMarked;
