package dev.sfumato.gateway.streaming;

import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tickets for pages, which can't send a header when they open a socket: each stands, once and for
 * 30 s, for the {@code Authorization} it was given for, in the process that gave it. Any thread.
 */
public final class Tickets {
    private static final Duration LIFE = Duration.ofSeconds(30);
    private static final int MAX = 10_000;
    private static final int MAX_PER_TENANT = 1_000;
    private static final int BYTES = 32;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Ticket> tickets = new LinkedHashMap<>();

    private record Ticket(String tenant, @Nullable String authorization, Instant expires) {
        /** Leaves the credential out. */
        @Override
        public String toString() {
            return "Ticket[" + tenant + "]";
        }
    }

    public Tickets(Clock clock) {
        this.clock = clock;
    }

    /** {@code POST /v1/stream-tickets}, behind a guard. */
    public void give(RoutingContext context) {
        String tenant = Access.caller(context).tenant();
        String name = add(tenant, context.request().getHeader(HttpHeaders.AUTHORIZATION));
        context.response()
                .setStatusCode(201)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(
                        new JsonObject()
                                .put("ticket", name)
                                .put("expires_in_ms", LIFE.toMillis())
                                .encode());
    }

    /** In front of a guard: puts what the ticket of the query stands for in the ticket's place. */
    public void redeem(RoutingContext context) {
        String name = context.request().getParam("ticket");
        if (name == null) {
            context.next();
            return;
        }
        Ticket ticket = take(name);
        if (ticket == null) {
            context.fail(
                    new ProblemException(
                            Problem.unauthenticated(
                                    "the ticket was used, is too old, or no one's")));
            return;
        }
        context.request().headers().remove(HttpHeaders.AUTHORIZATION);
        if (ticket.authorization() != null) {
            context.request().headers().set(HttpHeaders.AUTHORIZATION, ticket.authorization());
        }
        context.next();
    }

    private synchronized String add(String tenant, @Nullable String authorization) {
        forgetOld();
        long own = tickets.values().stream().filter(each -> each.tenant().equals(tenant)).count();
        if (tickets.size() >= MAX || own >= MAX_PER_TENANT) {
            throw new ProblemException(
                    Problem.tooMany("too_many", "too many tickets wait to be used", LIFE));
        }
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String name = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        tickets.put(name, new Ticket(tenant, authorization, clock.instant().plus(LIFE)));
        return name;
    }

    private synchronized @Nullable Ticket take(String name) {
        forgetOld();
        return tickets.remove(name);
    }

    /** They all live equally long: the oldest stand first. */
    private void forgetOld() {
        Instant now = clock.instant();
        for (Iterator<Ticket> all = tickets.values().iterator(); all.hasNext(); ) {
            if (now.isBefore(all.next().expires())) {
                return;
            }
            all.remove();
        }
    }
}
