/**
 * What clients see of generations and their events, as JSON: the objects of {@code GET
 * /v1/generations/{id}}, of WebSocket and of SSE, field by field as the contract says. Written by
 * hand, so that renaming a component never changes the contract. Pure functions; any thread.
 */
@NullMarked
package dev.sfumato.schemas.json;

import org.jspecify.annotations.NullMarked;
