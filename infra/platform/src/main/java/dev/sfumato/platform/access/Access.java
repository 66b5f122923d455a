package dev.sfumato.platform.access;

import dev.sfumato.platform.http.HttpSettings;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** Guards routes, and tells handlers behind the guard who calls. */
public final class Access {
    private static final String CALLER = "sfumato.caller";

    private Access() {}

    /** Lets a request pass if its caller has {@code scope}; else answers 401 or 403. */
    public static Handler<RoutingContext> require(Authenticator authenticator, Scope scope) {
        return context -> {
            Future<Caller> known = authenticator.authenticate(context.request());
            if (known.succeeded()) {
                pass(context, known.result(), scope);
                return;
            }
            // Asking a key store takes time, and nobody has asked for the body yet.
            context.request().pause();
            known.onComplete(
                    caller -> {
                        context.request().resume();
                        pass(context, caller, scope);
                    },
                    failure -> {
                        context.request().resume();
                        context.fail(failure);
                    });
        };
    }

    /**
     * The authentication that the settings ask for: API keys, signed tokens, both or neither.
     *
     * @param clock judges whether tokens are still valid
     * @throws IOException when the file of keys can't be read
     * @throws IllegalArgumentException when it has mistakes, all of them in the message, or when
     *     there is no authentication and the service would listen on more than loopback
     */
    public static Authenticator authenticator(HttpSettings settings, Clock clock)
            throws IOException {
        if (!settings.authenticates()) {
            if (!settings.isLoopback()) {
                throw new IllegalArgumentException(
                        "http.host must be a loopback address while neither http.api.keys nor"
                                + " http.jwt.keys is set, got '%s'".formatted(settings.host()));
            }
            return Authenticator.open();
        }
        Path file = settings.apiKeys().orElse(null);
        TokenSettings tokens = settings.tokens().orElse(null);
        return new Bearers(
                file == null ? null : ApiKeys.load(file),
                tokens == null ? null : new Tokens(tokens, clock));
    }

    /**
     * Who makes the request.
     *
     * @throws IllegalStateException on a route without a guard
     */
    public static Caller caller(RoutingContext context) {
        Caller caller = context.get(CALLER);
        if (caller == null) {
            throw new IllegalStateException("the route has no guard");
        }
        return caller;
    }

    private static void pass(RoutingContext context, Caller caller, Scope scope) {
        if (caller.may(scope)) {
            context.put(CALLER, caller);
            context.next();
        } else {
            context.fail(new ProblemException(Problem.forbidden(needs(scope))));
        }
    }

    private static String needs(Scope scope) {
        return "needs the scope " + scope.written();
    }
}
