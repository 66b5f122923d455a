package dev.sfumato.platform.submission;

import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.schemas.events.Command;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends commands over a producer that never blocks. What it doesn't take at once, since it doesn't
 * know the topic yet or has no room, is offered again for a while, by timer. Any thread; futures
 * complete on the caller's context.
 *
 * <p>The producer sends what it is given as soon as it can. What comes in one turn of an event loop
 * is therefore handed to it together, at the turn's end or a few at a time: fewer and larger
 * requests to Kafka cost everybody less, and nobody waits longer, since no answer leaves before the
 * turn's end either (benchmark {@code ingest}).
 */
final class CommandSender {
    private static final Logger log = LoggerFactory.getLogger(CommandSender.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(4);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    /** Together at most, so that Kafka works on the first while the next are read. */
    private static final int GROUP = 8;

    private final Vertx vertx;
    private final Producer<String, Command> producer;

    /** Of each event loop. */
    private final Map<Thread, Turn> turns = new ConcurrentHashMap<>();

    CommandSender(Vertx vertx, Producer<String, Command> producer) {
        this.vertx = vertx;
        this.producer = producer;
    }

    /** Completes once all replicas have it; fails with a {@link ProblemException}, 413 or 503. */
    Future<Void> send(ProducerRecord<String, Command> record) {
        var offer = new Offer(record, vertx.getOrCreateContext(), System.nanoTime());
        if (Context.isOnEventLoopThread()) {
            turns.computeIfAbsent(Thread.currentThread(), loop -> new Turn()).add(offer);
        } else {
            offer.make(FIRST_PAUSE);
        }
        return offer.taken.future();
    }

    /** What came in this turn of an event loop. Its thread. */
    private static final class Turn {
        private final List<Offer> offers = new ArrayList<>();

        void add(Offer offer) {
            offers.add(offer);
            if (offers.size() == 1) {
                offer.caller.runOnContext(ignored -> end());
            } else if (offers.size() >= GROUP) {
                end();
            }
        }

        private void end() {
            List<Offer> all = List.copyOf(offers);
            offers.clear();
            all.forEach(offer -> offer.make(FIRST_PAUSE));
        }
    }

    /** One record, until Kafka has it or it is given up. */
    private final class Offer {
        private final ProducerRecord<String, Command> record;
        private final Context caller;
        private final long start;
        private final Promise<Void> taken = Promise.promise();

        Offer(ProducerRecord<String, Command> record, Context caller, long start) {
            this.record = record;
            this.caller = caller;
            this.start = start;
        }

        void make(Duration pause) {
            Thread here = Thread.currentThread();
            try {
                // Only a refusal comes back on this thread, before the producer took the record.
                var _ =
                        producer.send(
                                record,
                                (metadata, failure) -> {
                                    if (failure instanceof TimeoutException
                                            && Thread.currentThread() == here) {
                                        refused(failure, pause);
                                    } else {
                                        caller.runOnContext(ignored -> end(failure));
                                    }
                                });
            } catch (KafkaException | IllegalStateException e) {
                caller.runOnContext(ignored -> end(e));
            } catch (RuntimeException e) {
                caller.runOnContext(ignored -> taken.fail(e));
            }
        }

        private void refused(Exception failure, Duration pause) {
            if (System.nanoTime() - start >= PATIENCE.toNanos()) {
                caller.runOnContext(ignored -> end(failure));
                return;
            }
            Duration doubled = pause.multipliedBy(2);
            Duration next = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
            vertx.setTimer(pause.toMillis(), timer -> caller.runOnContext(ignored -> make(next)));
        }

        private void end(@Nullable Exception failure) {
            if (failure == null) {
                taken.complete();
            } else if (failure instanceof RecordTooLargeException) {
                taken.fail(
                        new ProblemException(
                                Problem.tooLarge("the command is too large for Kafka")));
            } else {
                log.atWarn().setCause(failure).log("command not taken by Kafka");
                taken.fail(Submission.unavailable("Kafka doesn't take commands now"));
            }
        }
    }
}
