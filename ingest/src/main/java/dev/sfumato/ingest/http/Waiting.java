package dev.sfumato.ingest.http;

import dev.sfumato.ingest.instances.Shown;
import dev.sfumato.schemas.events.Status;

import io.vertx.core.http.HttpServerRequest;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code Prefer: wait=30}: an answer that is held until a generation has ended. */
final class Waiting {
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait=(\\d{1,4})");
    private static final int MAX_SECONDS = 60;

    private Waiting() {}

    /** How long to wait, at most 60 s; zero when the request doesn't say. */
    static Duration of(HttpServerRequest request) {
        String prefer = request.getHeader("Prefer");
        Matcher matcher = WAIT.matcher(prefer == null ? "" : prefer);
        return matcher.find()
                ? Duration.ofSeconds(Math.min(MAX_SECONDS, Integer.parseInt(matcher.group(1))))
                : Duration.ZERO;
    }

    static boolean hasEnded(Shown shown) {
        return status(shown).isTerminal();
    }

    static Status status(Shown shown) {
        return Status.valueOf(shown.generation().path("status").asText().toUpperCase(Locale.ROOT));
    }
}
