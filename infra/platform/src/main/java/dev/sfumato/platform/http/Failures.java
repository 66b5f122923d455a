package dev.sfumato.platform.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where failures of routes become answers. */
final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static void install(Router router) {
        for (int status : new int[] {400, 401, 403, 404, 405, 406, 413, 414, 415, 500, 503}) {
            router.errorHandler(status, Failures::answer);
        }
    }

    private static void answer(RoutingContext context) {
        if (context.response().ended() || context.response().headWritten()) {
            context.response().reset();
            return;
        }
        problem(context.failure(), context.statusCode()).send(context.response());
    }

    private static Problem problem(@Nullable Throwable failure, int status) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        if (failure instanceof HttpException http) {
            return ofStatus(http.getStatusCode());
        }
        if (failure != null) {
            log.atError().setCause(failure).log("request failed");
            return Problem.internal();
        }
        return ofStatus(status);
    }

    private static Problem ofStatus(int status) {
        return switch (status) {
            case 401 -> Problem.unauthenticated("a key is needed");
            case 404 -> Problem.notFound("there is nothing at this path");
            case 405 ->
                    Problem.of(
                            405, "method_not_allowed", "The method isn't allowed", "on this path");
            case 413 -> Problem.tooLarge("the body is larger than this path takes");
            case 500 -> Problem.internal();
            default ->
                    status >= 500
                            ? Problem.internal()
                            : Problem.of(status, "malformed", "The request can't be read", "");
        };
    }
}
