package dev.sfumato.gateway.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Where a generation lies in the log, as its status view says.
 *
 * @param first its first event
 * @param last its last event at that moment
 * @param ended whether {@code last} is its terminal event
 * @param generation the object of {@code GET /v1/generations/{id}}
 */
record Place(EventId first, EventId last, boolean ended, ObjectNode generation) {}
