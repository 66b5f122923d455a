package dev.sfumato.gateway.streaming;

import dev.sfumato.gateway.replay.Feeds;
import dev.sfumato.gateway.replay.Feeds.Watching;
import dev.sfumato.gateway.replay.Subscriber;
import dev.sfumato.gateway.replay.Viewer;
import dev.sfumato.gateway.streaming.ClientMessage.Cancel;
import dev.sfumato.gateway.streaming.ClientMessage.Generate;
import dev.sfumato.gateway.streaming.ClientMessage.Subscribe;
import dev.sfumato.gateway.streaming.ClientMessage.Unsubscribe;
import dev.sfumato.platform.access.Caller;
import dev.sfumato.platform.access.Scope;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.platform.submission.Submission;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationId;

import io.vertx.core.Context;
import io.vertx.core.Future;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** One client's conversation, until its socket closes. Everything on its event loop. */
final class Session {
    private static final Logger log = LoggerFactory.getLogger(Session.class);

    private final Context context;
    private final Outbox outbox;
    private final Feeds feeds;
    private final Submission submission;
    private final Caller caller;
    private final Viewer viewer;
    private final SocketLimits limits;
    private final Map<GenerationId, Subscription> subscriptions = new HashMap<>();
    private int unanswered;
    private boolean closed;

    Session(
            Context context,
            Outbox outbox,
            Feeds feeds,
            Submission submission,
            Caller caller,
            Viewer viewer,
            SocketLimits limits) {
        this.context = context;
        this.outbox = outbox;
        this.feeds = feeds;
        this.submission = submission;
        this.caller = caller;
        this.viewer = viewer;
        this.limits = limits;
    }

    void received(String text) {
        try {
            switch (ClientMessages.read(text)) {
                case Generate generate -> generate(generate);
                case Subscribe subscribe -> subscribe(subscribe);
                case Unsubscribe unsubscribe -> unsubscribe(unsubscribe.id());
                case Cancel cancel -> cancel(cancel.id());
            }
        } catch (ProtocolException e) {
            answer(e.answer());
        }
    }

    /** Binary frames mean nothing in this direction. */
    void receivedBinary() {
        answer(Answers.error("malformed", "messages must be text frames with JSON", null, null));
    }

    void close() {
        closed = true;
        outbox.close();
        subscriptions.values().forEach(Subscription::end);
        subscriptions.clear();
    }

    private void generate(Generate message) {
        String ref = message.ref();
        if (!caller.may(Scope.GENERATE)) {
            answer(Answers.error(Problem.forbidden("needs the scope generate"), ref, null));
        } else if (unanswered >= limits.unanswered() || isFull()) {
            answer(Answers.error(tooMany(), ref, null));
        } else {
            unanswered++;
            submission
                    .prepareWithinLimits(
                            caller.tenant(), message.request(), message.idempotencyKey())
                    .compose(command -> submit(command, ref))
                    .onComplete(ignored -> unanswered--)
                    .onFailure(failure -> answer(Answers.error(problem(failure), ref, null)));
        }
    }

    /** What has an id of its own is watched before it is sent, so that nothing is missed. */
    private Future<Void> submit(Command.Generate command, @Nullable String ref) {
        GenerationId id = command.id();
        if (command.clientKey() != null) {
            return submission
                    .submit(command)
                    .map(same -> submitted(ref, id, seat -> watchSubmitted(id, seat)));
        }
        return feeds.expect(id, viewer.tenant())
                .compose(
                        expected ->
                                submission
                                        .submit(command)
                                        .onFailure(ignored -> expected.close())
                                        .map(same -> submitted(ref, id, expected::join)));
    }

    private @Nullable Void submitted(
            @Nullable String ref, GenerationId id, Function<Subscriber, Watching> watch) {
        answer(Answers.submitted(ref, id));
        add(id, watch);
        return null;
    }

    private Watching watchSubmitted(GenerationId id, Subscriber subscriber) {
        return feeds.watchSubmitted(id, viewer, subscriber);
    }

    private void subscribe(Subscribe message) {
        GenerationId id = message.id();
        if (!caller.may(Scope.READ)) {
            answer(Answers.error(Problem.forbidden("needs the scope read"), null, id));
        } else if (isFull() && !subscriptions.containsKey(id)) {
            answer(Answers.error(tooMany(), null, id));
        } else {
            add(id, subscriber -> feeds.watch(id, viewer, message.after(), subscriber));
        }
    }

    private void add(GenerationId id, Function<Subscriber, Watching> watch) {
        unsubscribe(id);
        var subscription = new Subscription(id, outbox, self -> left(id, self));
        subscriptions.put(id, subscription);
        subscription.begin(watch);
        if (closed) {
            subscription.end();
        }
    }

    private void unsubscribe(GenerationId id) {
        Subscription subscription = subscriptions.remove(id);
        if (subscription != null) {
            subscription.end();
        }
    }

    private void cancel(GenerationId id) {
        if (!caller.may(Scope.GENERATE)) {
            answer(Answers.error(Problem.forbidden("needs the scope generate"), null, id));
        } else if (unanswered >= limits.unanswered()) {
            answer(Answers.error(tooMany(), null, id));
        } else {
            unanswered++;
            submission
                    .cancel(caller.tenant(), id)
                    .onComplete(ignored -> unanswered--)
                    .onFailure(failure -> answer(Answers.error(problem(failure), null, id)));
        }
    }

    private boolean isFull() {
        return subscriptions.size() + unanswered >= limits.subscriptions();
    }

    private void answer(String json) {
        outbox.offer(new Frame.Answer(json));
    }

    private Problem tooMany() {
        return Problem.tooMany(
                "too_many",
                "at most %d generations can be watched, and %d requests under way, on a socket"
                        .formatted(limits.subscriptions(), limits.unanswered()),
                limits.ping());
    }

    private static Problem problem(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        log.atError().setCause(failure).log("message failed");
        return Problem.internal();
    }

    private void left(GenerationId id, Subscription subscription) {
        context.runOnContext(
                ignored -> {
                    subscriptions.remove(id, subscription);
                    subscription.end();
                });
    }
}
