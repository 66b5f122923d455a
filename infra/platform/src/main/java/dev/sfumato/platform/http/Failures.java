package dev.sfumato.platform.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The one place where failures of routes become answers. */
final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private static final Pattern PARAMETER = Pattern.compile(":[A-Za-z_]+");

    private Failures() {}

    static void install(Router router) {
        for (int status : new int[] {400, 401, 403, 404, 405, 406, 413, 414, 415, 500, 503}) {
            router.errorHandler(status, Failures::answer);
        }
        router.errorHandler(405, context -> notAllowed(router, context));
    }

    /** Says which methods the path has, as RFC 9110 wants of every 405. */
    private static void notAllowed(Router router, RoutingContext context) {
        String path = context.normalizedPath();
        String allowed =
                router.getRoutes().stream()
                        .filter(route -> route.methods() != null && isOf(route, path))
                        .flatMap(route -> route.methods().stream())
                        .map(HttpMethod::name)
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", "));
        if (!context.response().headWritten()) {
            context.response().putHeader(HttpHeaders.ALLOW, allowed);
        }
        answer(context);
    }

    /** A route made from a regular expression has no path; its name is a pattern then. */
    private static boolean isOf(Route route, String path) {
        String template = route.getPath() == null ? route.getName() : route.getPath();
        return template != null && path.matches(PARAMETER.matcher(template).replaceAll("[^/]+"));
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
