package dev.sfumato.schemas;

import dev.sfumato.schemas.events.Artifact;
import dev.sfumato.schemas.events.CancelJob;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.GenerationError;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.ModelCard;
import dev.sfumato.schemas.events.PoolSnapshot;
import dev.sfumato.schemas.events.Preview;
import dev.sfumato.schemas.events.Quota;
import dev.sfumato.schemas.events.Status;
import dev.sfumato.schemas.events.Subject;
import dev.sfumato.schemas.events.TenantLoad;
import dev.sfumato.schemas.events.Timings;
import dev.sfumato.schemas.requests.GenerationRequest;
import dev.sfumato.schemas.requests.Lora;
import dev.sfumato.schemas.requests.Output;
import dev.sfumato.schemas.requests.Priority;
import dev.sfumato.schemas.requests.Quality;
import dev.sfumato.schemas.requests.ResolvedRequest;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Arbitrary values of every kind of message; equal seeds give equal values. One thread. */
public final class Samples {
    private static final String LETTERS = "aZ0 _-\"\\\n\u0000éß漢😀∑";
    private final RandomGenerator random;

    public Samples(RandomGenerator random) {
        this.random = random;
    }

    public GenerationEvent event() {
        Subject subject = subject();
        Instant at = instant();
        return switch (random.nextInt(10)) {
            case 0 -> new GenerationEvent.Accepted(subject, at, resolved(), maybe(this::text));
            case 1 -> new GenerationEvent.Queued(subject, at, integer(), maybe(this::instant));
            case 2 ->
                    new GenerationEvent.Started(subject, at, uuid(), text(), integer(), integer());
            case 3 ->
                    new GenerationEvent.Progress(
                            subject,
                            at,
                            uuid(),
                            integer(),
                            integer(),
                            integer(),
                            maybe(this::instant));
            case 4 -> new GenerationEvent.Yielded(subject, at, uuid(), text());
            case 5 ->
                    new GenerationEvent.Completed(
                            subject, at, uuid(), integer(), list(this::artifact), timings());
            case 6 -> new GenerationEvent.Failed(subject, at, maybe(this::uuid), error());
            case 7 -> new GenerationEvent.Cancelled(subject, at);
            case 8 -> new GenerationEvent.Expired(subject, at);
            default -> new GenerationEvent.Rejected(subject, at, maybe(this::text), error());
        };
    }

    public Command command() {
        GenerationId id = id();
        Command.@Nullable Source source =
                maybe(() -> new Command.Source(text(), integer(), random.nextLong()));
        return random.nextBoolean()
                ? new Command.Cancel(id, text(), source, instant())
                : new Command.Generate(id, text(), source, instant(), maybe(this::text), request());
    }

    public DispatchMessage dispatch() {
        return switch (random.nextInt(5)) {
            case 0 -> new DispatchMessage.Admitted(job());
            case 1 -> new DispatchMessage.Withdrawn(subject(), instant());
            case 2 -> new DispatchMessage.Alive(heartbeat());
            case 3 -> new DispatchMessage.Observed(event());
            default -> new DispatchMessage.Switched(text(), random.nextBoolean(), instant());
        };
    }

    public Generation generation() {
        return new Generation(
                subject(),
                one(Status.values()),
                new Generation.Origin(
                        maybe(this::resolved), maybe(this::text), maybe(this::instant)),
                maybe(() -> new Generation.Place(integer(), maybe(this::instant))),
                new Generation.Runs(
                        maybe(this::uuid),
                        list(this::uuid),
                        integer(),
                        integer(),
                        integer(),
                        maybe(this::instant),
                        maybe(this::instant)),
                maybe(
                        () ->
                                new Generation.Ending(
                                        instant(),
                                        list(this::artifact),
                                        maybe(this::timings),
                                        maybe(this::error))));
    }

    public Job job() {
        return new Job(subject(), resolved(), instant(), integer());
    }

    public CancelJob cancelJob() {
        return new CancelJob(id(), instant());
    }

    public Preview preview() {
        byte[] bytes = new byte[random.nextInt(100)];
        random.nextBytes(bytes);
        return new Preview(subject(), instant(), uuid(), integer(), integer(), text(), bytes);
    }

    public Heartbeat heartbeat() {
        return new Heartbeat(
                text(),
                text(),
                instant(),
                integer(),
                list(this::id),
                list(this::text),
                list(this::card),
                random.nextBoolean());
    }

    public PoolSnapshot pool() {
        return new PoolSnapshot(
                text(),
                instant(),
                integer(),
                integer(),
                integer(),
                integer(),
                integer(),
                maybe(random::nextLong),
                random.nextBoolean(),
                list(this::load));
    }

    private TenantLoad load() {
        boolean limited = random.nextBoolean();
        return new TenantLoad(
                text(),
                integer(),
                maybe(this::number),
                limited ? integer() : Integer.MAX_VALUE,
                limited ? new Quota(random.nextDouble(1, 9), random.nextDouble(1, 9)) : Quota.NONE);
    }

    public GenerationRequest request() {
        return new GenerationRequest(
                maybe(this::text),
                maybe(this::text),
                text(),
                maybe(this::text),
                maybe(this::integer),
                maybe(this::number),
                maybe(this::text),
                maybe(random::nextLong),
                maybe(this::text),
                maybe(this::integer),
                maybe(() -> one(Priority.values())),
                maybe(this::instant),
                maybe(random::nextBoolean),
                maybe(() -> one(Quality.values())),
                list(() -> new Lora(text(), number())),
                maybe(this::output),
                maybe(this::text),
                map(this::text),
                map(this::text),
                map(this::json));
    }

    public ResolvedRequest resolved() {
        return new ResolvedRequest(
                text(),
                text(),
                text(),
                text(),
                integer(),
                number(),
                text(),
                random.nextLong(),
                text(),
                integer(),
                one(Priority.values()),
                instant(),
                random.nextBoolean(),
                one(Quality.values()),
                list(() -> new Lora(text(), number())),
                output(),
                maybe(this::text),
                map(this::text),
                map(this::text),
                map(this::json),
                number());
    }

    private ModelCard card() {
        return new ModelCard(
                text(),
                text(),
                text(),
                list(this::text),
                list(this::text),
                new ModelCard.Defaults(integer(), number(), text()),
                integer(),
                integer(),
                text(),
                text(),
                maybe(() -> new ModelCard.Defaults(integer(), number(), text())),
                list(this::text));
    }

    private Artifact artifact() {
        return new Artifact(
                text(), text(), random.nextLong(), text(), random.nextLong(), map(this::json));
    }

    private Timings timings() {
        return new Timings(
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong());
    }

    private GenerationError error() {
        return new GenerationError(text(), text(), random.nextBoolean());
    }

    private Output output() {
        return new Output(text(), integer());
    }

    private Subject subject() {
        return new Subject(id(), text(), text());
    }

    private GenerationId id() {
        return new GenerationId(uuid());
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    /** Any time that RFC 3339 can write, to the microsecond. */
    private Instant instant() {
        long second = random.nextLong(-62_167_219_200L, 253_402_300_800L);
        return Instant.ofEpochSecond(second, random.nextInt(1_000_000) * 1_000L);
    }

    private int integer() {
        return random.nextBoolean() ? random.nextInt(100) : random.nextInt();
    }

    private double number() {
        return random.nextBoolean() ? random.nextInt(100) / 8.0 : random.nextGaussian() * 1e200;
    }

    private String text() {
        int[] points = LETTERS.codePoints().toArray();
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    private Object json() {
        return switch (random.nextInt(7)) {
            case 0 -> integer();
            case 1 -> random.nextLong(Integer.MAX_VALUE + 1L, Long.MAX_VALUE);
            case 2 -> number();
            case 3 -> random.nextBoolean();
            case 4 -> List.of(text(), 1, 2.5);
            case 5 -> Map.of(text(), Map.of("x", true));
            default -> text();
        };
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextInt(3) == 0 ? null : value.get();
    }

    private <T> List<T> list(Supplier<T> value) {
        List<T> values = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            values.add(value.get());
        }
        return values;
    }

    private <T> Map<String, T> map(Supplier<T> value) {
        return random.nextBoolean() ? Map.of() : Map.of(text(), value.get());
    }
}
