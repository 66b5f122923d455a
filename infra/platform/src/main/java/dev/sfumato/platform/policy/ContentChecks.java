package dev.sfumato.platform.policy;

import dev.sfumato.schemas.requests.ResolvedRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** All checks of this installation, one after the other; the first that refuses decides. */
public final class ContentChecks {
    /** Longest that a check may take. */
    public static final Duration DEADLINE = Duration.ofSeconds(2);

    /** No check at all. */
    public static final ContentChecks NONE = new ContentChecks(List.of(), DEADLINE);

    private static final Logger log = LoggerFactory.getLogger(ContentChecks.class);
    private static final Verdict UNAVAILABLE =
            new Verdict.Refused("couldn't be checked against the installation's policy", true);

    private final List<ContentCheck> checks;
    private final Duration deadline;

    ContentChecks(List<ContentCheck> checks, Duration deadline) {
        this.checks = List.copyOf(checks);
        this.deadline = deadline;
    }

    /** These, in this order. */
    public static ContentChecks of(ContentCheck... checks) {
        return new ContentChecks(List.of(checks), DEADLINE);
    }

    /**
     * Those on the class path.
     *
     * @throws java.util.ServiceConfigurationError when one can't be made
     */
    public static ContentChecks load() {
        List<ContentCheck> found =
                ServiceLoader.load(ContentCheck.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
        for (ContentCheck check : found) {
            log.atInfo()
                    .addKeyValue("check", check.getClass().getName())
                    .log("policy check loaded");
        }
        return new ContentChecks(found, DEADLINE);
    }

    /** Waits for the checks' answers; see {@link ContentCheck#request}. */
    public Verdict request(String tenant, ResolvedRequest request) {
        return first(check -> check.request(tenant, request));
    }

    /** Waits for the checks' answers; see {@link ContentCheck#picture}. */
    public Verdict picture(Picture picture) {
        return first(check -> check.picture(picture));
    }

    private Verdict first(Function<ContentCheck, Verdict> question) {
        for (ContentCheck check : checks) {
            if (ask(check, question) instanceof Verdict.Refused refused) {
                return refused;
            }
        }
        return Verdict.ALLOWED;
    }

    private Verdict ask(ContentCheck check, Function<ContentCheck, Verdict> question) {
        var answer = new CompletableFuture<Verdict>();
        Thread asking =
                Thread.ofVirtual()
                        .name("policy-check")
                        .start(
                                () -> {
                                    try {
                                        answer.complete(question.apply(check));
                                    } catch (RuntimeException | Error e) {
                                        answer.completeExceptionally(e);
                                    }
                                });
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // What it threw may quote what it saw.
            log.atError()
                    .addKeyValue("check", check.getClass().getName())
                    .addKeyValue("cause", cause(e).getClass().getName())
                    .log("a policy check failed");
            asking.interrupt();
            return UNAVAILABLE;
        } catch (InterruptedException e) {
            asking.interrupt();
            Thread.currentThread().interrupt();
            return UNAVAILABLE;
        }
    }

    private static Throwable cause(Exception failure) {
        return failure.getCause() == null ? failure : failure.getCause();
    }
}
