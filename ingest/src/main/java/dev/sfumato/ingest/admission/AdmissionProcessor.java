package dev.sfumato.ingest.admission;

import dev.sfumato.ingest.streams.Letters;
import dev.sfumato.ingest.streams.Traces;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.MalformedRecordException;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Accepted;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Subject;

import io.micrometer.core.instrument.MeterRegistry;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Admits commands, each id once, and passes cancels on. One stream thread. */
@SuppressWarnings("NullAway.Init") // Streams calls init before anything else
final class AdmissionProcessor implements Processor<String, byte[], String, byte[]> {

    private static final Logger log = LoggerFactory.getLogger(AdmissionProcessor.class);
    private static final Duration UNPARK = Duration.ofMillis(500);
    private static final Duration FORGET = Duration.ofMinutes(1);
    private static final int FIRST_ATTEMPT = 1;

    private final Decider decider;
    private final MeterRegistry meters;
    private final Set<GenerationId> shown = new HashSet<>();
    private ProcessorContext<String, byte[]> context;
    private Memory memory;

    AdmissionProcessor(Decider decider, MeterRegistry meters) {
        this.decider = decider;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> streams) {
        context = streams;
        memory = new Memory(streams);
        streams.schedule(UNPARK, PunctuationType.WALL_CLOCK_TIME, this::unpark);
        streams.schedule(
                FORGET,
                PunctuationType.WALL_CLOCK_TIME,
                millis -> memory.forget(Instant.ofEpochMilli(millis)));
    }

    @Override
    public void process(Record<String, byte[]> record) {
        try {
            byte[] value = record.value();
            if (value == null) {
                throw new MalformedRecordException("the value must not be null");
            }
            switch (Codecs.commands().decode(value)) {
                case Command.Generate generate -> generate(generate, record);
                case Command.Cancel cancel -> cancel(cancel, record);
            }
        } catch (MalformedRecordException e) {
            setAside(record, "malformed", String.valueOf(e.getMessage()));
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            log.atError().addKeyValue("generationId", record.key()).setCause(e).log("not admitted");
            setAside(record, "internal", "admission could not handle it");
        }
    }

    private void generate(Command.Generate command, Record<String, byte[]> record) {
        Command.Source coordinate = coordinate(command);
        Decided decided = memory.decided(command.id());
        Parked parked = memory.parked(command.id());
        if (decided != null) {
            repeated(command, decided.tenant(), decided.bodyHash(), record);
            if (coordinate.equals(decided.coordinate())) {
                emit(decided.event(), record.headers());
            }
        } else if (parked != null) {
            repeated(command, parked.command().tenant(), parked.command().bodyHash(), record);
        } else {
            judge(command, coordinate, record.headers());
        }
    }

    /** A request whose id is taken: the same one again, or one that must not have it. */
    private void repeated(
            Command.Generate command, String tenant, String hash, Record<String, byte[]> record) {
        if (!tenant.equals(command.tenant())) {
            setAside(record, "foreign_id", "the id belongs to another tenant");
        } else if (!hash.equals(command.bodyHash())) {
            setAside(record, "conflict", "the id was used for another request");
        } else {
            count("repeated");
        }
    }

    private void judge(Command.Generate command, Command.Source coordinate, Headers headers) {
        GenerationEvent event = decider.decide(command);
        if (event == null) {
            memory.park(new Parked(command, coordinate, Traces.of(headers)));
            count("parked");
            return;
        }
        memory.remember(new Decided(command.bodyHash(), coordinate, event));
        count(event instanceof Accepted ? "accepted" : "rejected");
        emit(event, headers);
    }

    private void cancel(Command.Cancel command, Record<String, byte[]> record) {
        Decided decided = memory.decided(command.id());
        Parked parked = memory.parked(command.id());
        if (decided != null) {
            cancel(command, decided, record);
        } else if (parked != null) {
            cancel(command, parked, record);
        } else {
            memory.cancelEarly(command, now());
            count("cancelled_early");
        }
    }

    private void cancel(Command.Cancel command, Decided decided, Record<String, byte[]> record) {
        if (!decided.tenant().equals(command.tenant())) {
            setAside(record, "foreign_id", "the id belongs to another tenant");
        } else if (decided.event() instanceof Accepted accepted) {
            count("cancelled");
            Subject subject = accepted.subject();
            dispatch(new DispatchMessage.Withdrawn(subject, command.at()), record.headers());
        }
    }

    private void cancel(Command.Cancel command, Parked parked, Record<String, byte[]> record) {
        if (!parked.command().tenant().equals(command.tenant())) {
            setAside(record, "foreign_id", "the id belongs to another tenant");
            return;
        }
        count("cancelled");
        end(parked, new GenerationEvent.Cancelled(parked.subject(), command.at()));
    }

    /** Takes up the requests whose models have come, in the order in which they were made. */
    private void unpark(long millis) {
        Instant now = Instant.ofEpochMilli(millis);
        memory.parked().forEach(parked -> unpark(parked, now));
    }

    private void unpark(Parked parked, Instant now) {
        Command.Generate command = parked.command();
        if (!decider.waits(command)) {
            unpark(command.id());
            judge(command, parked.coordinate(), Traces.headers(parked.traceparent()));
        } else if (parked.isOver(now)) {
            end(parked, new GenerationEvent.Expired(parked.subject(), now));
        } else if (parked.isMissed(now) && shown.add(command.id())) {
            say(parked.queued(), Traces.headers(parked.traceparent()));
        }
    }

    private void unpark(GenerationId id) {
        memory.unpark(id);
        shown.remove(id);
    }

    /** Ends a request that never got to a pool. */
    private void end(Parked parked, GenerationEvent event) {
        unpark(parked.command().id());
        memory.remember(new Decided(parked.command().bodyHash(), parked.coordinate(), event));
        emit(event, new RecordHeaders());
    }

    private void say(GenerationEvent event, Headers headers) {
        String id = event.subject().id().toString();
        send(AdmissionTopology.EVENTS, id, Codecs.events().encode(event), headers);
    }

    /** Says what was decided, and gives an accepted job to dispatch. */
    private void emit(GenerationEvent event, Headers headers) {
        Subject subject = event.subject();
        say(event, headers);
        if (event instanceof Accepted accepted) {
            Instant now = now();
            if (memory.wasCancelled(subject.id(), subject.tenant(), now)) {
                // Dispatch remembers it, so that the job isn't released for a moment.
                dispatch(new DispatchMessage.Withdrawn(subject, now), headers);
            }
            Job job =
                    new Job(
                            subject,
                            accepted.request(),
                            accepted.at(),
                            FIRST_ATTEMPT,
                            Traces.of(headers));
            dispatch(new DispatchMessage.Admitted(job), headers);
        }
    }

    private void dispatch(DispatchMessage message, Headers headers) {
        send(
                AdmissionTopology.DISPATCH,
                message.pool(),
                Codecs.dispatch().encode(message),
                headers);
    }

    private void send(String sink, String key, byte[] value, Headers headers) {
        context.forward(new Record<>(key, value, now().toEpochMilli(), headers), sink);
    }

    private void setAside(Record<String, byte[]> record, String code, String reason) {
        count(code);
        context.forward(Letters.of(context, record, code, reason), AdmissionTopology.DEAD_LETTERS);
    }

    /** Where the request stands: in the door's topic, or in admission's when HTTP wrote it. */
    private Command.Source coordinate(Command command) {
        Command.@Nullable Source source = command.source();
        if (source != null) {
            return source;
        }
        RecordMetadata record =
                context.recordMetadata()
                        .orElseThrow(() -> new IllegalStateException("no record is processed"));
        return new Command.Source(record.topic(), record.partition(), record.offset());
    }

    private void count(String outcome) {
        meters.counter("sfumato.admission.commands", "outcome", outcome).increment();
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }
}
