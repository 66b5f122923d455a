/**
 * What every HTTP service shares: its server, the form of its errors, health and metrics. Event
 * loops, unless a class says otherwise.
 */
@NullMarked
package dev.sfumato.platform.http;

import org.jspecify.annotations.NullMarked;
