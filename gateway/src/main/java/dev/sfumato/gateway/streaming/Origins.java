package dev.sfumato.gateway.streaming;

import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;

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
