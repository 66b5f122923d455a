package dev.sfumato.platform.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

import java.util.Set;

/**
 * Which web pages may ask for work and open sockets: those from this server itself, and those in a
 * list. Programs, which send no origin, may always. Without it, any page that a person visits could
 * use what listens on their machine.
 */
public record Origins(Set<String> allowed) {
    public Origins {
        allowed = Set.copyOf(allowed);
    }

    /** Refuses requests of other pages. */
    public Handler<RoutingContext> guard() {
        return context -> {
            if (allows(context.request())) {
                context.next();
            } else {
                context.fail(
                        new ProblemException(Problem.forbidden("the page's origin isn't allowed")));
            }
        };
    }

    /** Whether a request is a program's, or of a page that may. */
    public boolean allows(HttpServerRequest request) {
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
