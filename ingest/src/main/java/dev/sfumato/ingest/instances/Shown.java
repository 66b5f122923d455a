package dev.sfumato.ingest.instances;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.http.HttpServerResponse;

/**
 * A generation as {@code GET} shows it.
 *
 * @param firstEvent coordinate of its first event in {@code sfumato.events}, as {@code 7-10425}
 * @param lastEvent coordinate of the last one that counted
 * @param stale whether a copy says it, because its owner can't be reached
 */
public record Shown(ObjectNode generation, String firstEvent, String lastEvent, boolean stale) {
    static final String FIRST_EVENT = "Sfumato-First-Event";
    static final String LAST_EVENT = "Sfumato-Last-Event";
    static final String STALE = "Sfumato-Stale";

    /** Adds the headers of an answer. */
    public void addHeaders(HttpServerResponse response) {
        response.putHeader(FIRST_EVENT, firstEvent).putHeader(LAST_EVENT, lastEvent);
        if (stale) {
            response.putHeader(STALE, "true");
        }
    }
}
