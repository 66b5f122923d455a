package dev.sfumato.gateway.streaming;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

import java.util.Set;

/**
 * Which web pages may open a socket: those from this server itself, and those in a list. Programs,
 * which send no origin, may always. Without it, any page that a person visits could use what
 * listens on their machine.
 */
public record Origins(Set<String> allowed) {
    public Origins {
        allowed = Set.copyOf(allowed);
    }

    boolean allows(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null) {
            return true;
        }
        String host = request.getHeader(HttpHeaders.HOST);
        return allowed.contains(origin)
                || origin.equals("http://" + host)
                || origin.equals("https://" + host);
    }
}
