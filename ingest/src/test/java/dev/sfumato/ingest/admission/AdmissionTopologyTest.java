package dev.sfumato.ingest.admission;

import static dev.sfumato.ingest.Fixtures.NOW;
import static dev.sfumato.ingest.Fixtures.POOL;
import static dev.sfumato.ingest.Fixtures.id;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.ingest.Fixtures;
import dev.sfumato.ingest.dispatch.TenantPolicy;
import dev.sfumato.ingest.streams.Traces;
import dev.sfumato.ingest.tenants.Allowance;
import dev.sfumato.ingest.tenants.BlockList;
import dev.sfumato.ingest.tenants.Tenant;
import dev.sfumato.ingest.tenants.Tenants;
import dev.sfumato.platform.kafka.DeadLetter;
import dev.sfumato.platform.policy.ContentCheck;
import dev.sfumato.platform.policy.ContentChecks;
import dev.sfumato.platform.policy.Verdict;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.GenerationError;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Subject;
import dev.sfumato.schemas.requests.GenerationRequest;
import dev.sfumato.schemas.requests.ResolvedRequest;
import dev.sfumato.schemas.requests.Resolver;
import dev.sfumato.schemas.topics.Topics;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

class AdmissionTopologyTest {

    private static final Command.Source DOOR = new Command.Source(Topics.COMMANDS, 3, 77);

    private final Models models = new Models(Set.of(Models.DEFAULT)).announce(Models.DEFAULT);
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, byte[]> admission;
    private final TestOutputTopic<String, byte[]> events;
    private final TestOutputTopic<String, byte[]> dispatch;
    private final TestOutputTopic<String, byte[]> letters;

    AdmissionTopologyTest(@TempDir Path folder) {
        driver = new TopologyTestDriver(topology(models), Fixtures.streams(folder), NOW);
        admission = Fixtures.input(driver, Topics.ADMISSION);
        events = output(Topics.EVENTS);
        dispatch = output(Topics.DISPATCH);
        letters = output(Topics.DEAD_LETTERS);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void resolvesARequestAndGivesItToDispatch() {
        // When
        send(generate(1, "a", null, request(null, null)));
        // Then
        GenerationEvent.Accepted accepted = (GenerationEvent.Accepted) event();
        assertThat(accepted.subject()).isEqualTo(new Subject(id(1), "a", POOL));
        assertThat(accepted.clientKey()).isEqualTo("order-1");
        assertThat(accepted.request().model()).isEqualTo(Models.DEFAULT);
        assertThat(accepted.request().steps()).isEqualTo(20);
        assertThat(accepted.request().parameters()).containsEntry("width", 128);
        assertThat(accepted.request().cost()).isEqualTo(40);
        assertThat(accepted.request().seed()).isNotNegative();
        assertThat(accepted.request().deadline()).isEqualTo(NOW.plus(Duration.ofHours(24)));
        TestRecord<String, byte[]> admitted = dispatch.readRecord();
        assertThat(admitted.key()).isEqualTo(POOL);
        assertThat(Codecs.dispatch().decode(admitted.value()))
                .isEqualTo(
                        new DispatchMessage.Admitted(
                                new Job(accepted.subject(), accepted.request(), NOW, 1)));
    }

    @Test
    void refusesAModelThatNobodyKnowsAndNamesWhatThereIs() {
        // When
        send(generate(1, "a", null, request("portrait", null)));
        // Then
        GenerationEvent.Rejected rejected = (GenerationEvent.Rejected) event();
        assertThat(rejected.error().code()).isEqualTo("unknown_model");
        assertThat(rejected.error().message()).contains("landscape", "portrait");
        assertThat(rejected.clientKey()).isEqualTo("order-1");
        assertThat(dispatch.isEmpty()).isTrue();
    }

    @Test
    void refusesARequestThatBreaksRulesWithAllOfThem() {
        // When
        send(generate(1, "a", null, request(null, 5000, Map.of("width", 100_000))));
        // Then
        GenerationEvent.Rejected rejected = (GenerationEvent.Rejected) event();
        assertThat(rejected.error().code()).isEqualTo("invalid_request");
        assertThat(rejected.error().message()).contains("steps", "5000", "width", "100000");
    }

    @Test
    void saysEverythingAgainWhenTheSameRecordComesAgain() {
        // Given
        send(generate(1, "a", DOOR, request(null, null)));
        GenerationEvent first = event();
        byte[] job = dispatch.readValue();
        // When
        send(generate(1, "a", DOOR, request(null, null)));
        // Then
        assertThat(event()).isEqualTo(first);
        assertThat(dispatch.readValue()).isEqualTo(job);
    }

    @Test
    void saysNothingWhenTheSameRequestIsMadeTwice() {
        // Given
        send(generate(1, "a", null, request(null, null)));
        // When
        send(generate(1, "a", null, request(null, null)));
        // Then
        assertThat(events.readValuesToList()).hasSize(1);
        assertThat(dispatch.readValuesToList()).hasSize(1);
        assertThat(letters.isEmpty()).isTrue();
    }

    @Test
    void setsAsideAnotherRequestUnderAUsedId() {
        // Given
        send(generate(1, "a", null, request(null, null)));
        // When
        send(generate(1, "a", null, request(null, 30)));
        // Then
        assertThat(letter().code()).isEqualTo("conflict");
        assertThat(events.readValuesToList()).hasSize(1);
    }

    @Test
    void setsAsideARequestUnderAnotherTenantsId() {
        // Given
        send(generate(1, "a", null, request(null, null)));
        // When
        send(generate(1, "b", null, request(null, null)));
        // Then
        assertThat(letter().code()).isEqualTo("foreign_id");
        assertThat(events.readValuesToList()).hasSize(1);
    }

    @Test
    void passesACancelOnToThePool() {
        // Given
        send(generate(1, "a", null, request(null, null)));
        dispatch.readValue();
        // When
        send(cancel(1, "a"));
        // Then
        assertThat(message())
                .isEqualTo(new DispatchMessage.Withdrawn(new Subject(id(1), "a", POOL), NOW));
    }

    @Test
    void setsAsideACancelOfAnotherTenant() {
        // Given
        send(generate(1, "a", null, request(null, null)));
        dispatch.readValue();
        // When
        send(cancel(1, "b"));
        // Then
        assertThat(letter().code()).isEqualTo("foreign_id");
        assertThat(dispatch.isEmpty()).isTrue();
    }

    @Test
    void withdrawsAJobWhoseCancelCameFirst() {
        // Given
        send(cancel(1, "a"));
        // When
        send(generate(1, "a", null, request(null, null)));
        // Then
        assertThat(message()).isInstanceOf(DispatchMessage.Withdrawn.class);
        assertThat(message()).isInstanceOf(DispatchMessage.Admitted.class);
    }

    @Test
    void ignoresAnEarlyCancelOfAnotherTenantOrOfLongAgo() {
        // Given
        send(cancel(1, "b"));
        send(cancel(2, "a"));
        driver.advanceWallClockTime(Duration.ofMinutes(11));
        // When
        send(generate(1, "a", null, request(null, null)));
        send(generate(2, "a", null, request(null, null)));
        // Then
        assertThat(message()).isInstanceOf(DispatchMessage.Admitted.class);
        assertThat(message()).isInstanceOf(DispatchMessage.Admitted.class);
    }

    @Test
    void setsAsideWhatItCannotReadAndGoesOn() {
        // When
        admission.pipeInput("x", new byte[] {9, 9});
        send(generate(1, "a", null, request(null, null)));
        // Then
        DeadLetter letter = letter();
        assertThat(letter.code()).isEqualTo("malformed");
        assertThat(letter.topic()).isEqualTo(Topics.ADMISSION);
        assertThat(event()).isInstanceOf(GenerationEvent.Accepted.class);
    }

    @Test
    void keepsRequestsForAPromisedModelUntilItsFirstWorkerComes(@TempDir Path folder) {
        // Given
        Models empty = new Models(Set.of(Models.DEFAULT));
        try (TopologyTestDriver other =
                new TopologyTestDriver(topology(empty), Fixtures.streams(folder), NOW)) {
            TestInputTopic<String, byte[]> in = Fixtures.input(other, Topics.ADMISSION);
            TestOutputTopic<String, byte[]> out = Fixtures.output(other, Topics.EVENTS);
            Command.Generate waits = generate(1, "a", null, request(null, null));
            Command.Generate cancelled = generate(2, "a", null, request(null, null));
            in.pipeInput("1", Codecs.commands().encode(waits));
            in.pipeInput("2", Codecs.commands().encode(cancelled));
            in.pipeInput("2", Codecs.commands().encode(cancel(2, "a")));
            assertThat(Codecs.events().decode(out.readValue()))
                    .isInstanceOf(GenerationEvent.Cancelled.class);
            // When: time enough to ask for it
            other.advanceWallClockTime(Duration.ofSeconds(1));
            other.advanceWallClockTime(Duration.ofSeconds(1));
            // Then
            Subject nowhere = new Subject(id(1), "a", "");
            assertThat(Codecs.events().decode(out.readValue()))
                    .isEqualTo(new GenerationEvent.Queued(nowhere, NOW, 0, null));
            assertThat(out.isEmpty()).isTrue();
            // When
            empty.announce(Models.DEFAULT);
            other.advanceWallClockTime(Duration.ofSeconds(1));
            // Then
            assertThat(Codecs.events().decode(out.readValue()))
                    .isInstanceOfSatisfying(
                            GenerationEvent.Accepted.class,
                            accepted -> assertThat(accepted.subject().id()).isEqualTo(id(1)));
            assertThat(out.isEmpty()).isTrue();
        }
    }

    @Test
    void forgetsAnIdThirtyDaysAfterItsDeadline() {
        // Given
        send(generate(1, "a", null, request(null, null)));
        // When
        driver.advanceWallClockTime(Duration.ofDays(31).plusMinutes(1));
        // Then
        assertThat(driver.getKeyValueStore(AdmissionTopology.DECIDED).get(id(1).toString()))
                .isNull();
    }

    private void send(Command command) {
        admission.pipeInput(command.id().toString(), Codecs.commands().encode(command));
    }

    private GenerationEvent event() {
        return Codecs.events().decode(events.readValue());
    }

    private DispatchMessage message() {
        return Codecs.dispatch().decode(dispatch.readValue());
    }

    private DeadLetter letter() {
        return DeadLetter.read(letters.readRecord().headers());
    }

    private TestOutputTopic<String, byte[]> output(String topic) {
        return Fixtures.output(driver, topic);
    }

    private static Command.Generate generate(
            int n, String tenant, Command.@Nullable Source source, GenerationRequest request) {
        return new Command.Generate(id(n), tenant, source, NOW, "order-" + n, request);
    }

    private static Command.Cancel cancel(int n, String tenant) {
        return new Command.Cancel(id(n), tenant, null, NOW);
    }

    private static GenerationRequest request(@Nullable String model, @Nullable Integer steps) {
        return request(model, steps, Map.of());
    }

    private static GenerationRequest request(
            @Nullable String model, @Nullable Integer steps, Map<String, Object> parameters) {
        return new GenerationRequest(
                null,
                model,
                "a red house",
                null,
                steps,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                Map.of(),
                Map.of(),
                parameters);
    }

    @Test
    void holdsATenantToItsRules(@TempDir Path folder) {
        // Given
        var allowance =
                new Allowance(
                        Set.of(), Set.of(), 10, 1, 64, 64, new BlockList(List.of("red house")));
        var tenants =
                new Tenants(Map.of("a", new Tenant(TenantPolicy.OPEN, allowance)), Tenant.OPEN);
        // When, Then
        assertThat(judged(folder, tenants, ContentChecks.NONE, "a"))
                .isInstanceOfSatisfying(
                        GenerationEvent.Rejected.class,
                        rejected -> {
                            assertThat(rejected.error().code()).isEqualTo("tenant_policy");
                            assertThat(rejected.error().retryable()).isFalse();
                            assertThat(rejected.error().message())
                                    .contains("steps must be at most 10", "width", "prompt")
                                    .doesNotContain("red house");
                        });
    }

    @Test
    void leavesTheLastWordToTheInstallationsChecks(@TempDir Path folder) {
        // Given
        ContentCheck noHouses =
                new ContentCheck() {
                    @Override
                    public Verdict request(String tenant, ResolvedRequest request) {
                        return request.prompt().contains("house")
                                ? new Verdict.Refused("must not be about houses", false)
                                : Verdict.ALLOWED;
                    }
                };
        // When, Then
        assertThat(judged(folder, Tenants.OPEN, ContentChecks.of(noHouses), "a"))
                .isInstanceOfSatisfying(
                        GenerationEvent.Rejected.class,
                        rejected ->
                                assertThat(rejected.error())
                                        .isEqualTo(
                                                new GenerationError(
                                                        "content_refused",
                                                        "the request must not be about houses",
                                                        false)));
    }

    @Test
    void passesTheTraceOnToTheJob() {
        // Given
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        Command.Generate command = generate(1, "a", null, request(null, null));
        // When
        admission.pipeInput(
                new TestRecord<>(
                        id(1).toString(),
                        Codecs.commands().encode(command),
                        Traces.headers(trace)));
        // Then
        assertThat(Traces.of(events.readRecord().headers())).isEqualTo(trace);
        assertThat(message())
                .isInstanceOfSatisfying(
                        DispatchMessage.Admitted.class,
                        admitted -> assertThat(admitted.job().traceparent()).isEqualTo(trace));
    }

    private static GenerationEvent judged(
            Path folder, Tenants tenants, ContentChecks checks, String tenant) {
        Topology topology = new Topology();
        Models models = new Models(Set.of());
        models.announce(Models.DEFAULT);
        AdmissionTopology.build(
                topology,
                new Judge(models, Resolver.Settings.of(Models.DEFAULT), tenants),
                checks,
                new SimpleMeterRegistry());
        try (TopologyTestDriver other =
                new TopologyTestDriver(topology, Fixtures.streams(folder), NOW)) {
            Command command = generate(1, tenant, null, request(null, null));
            Fixtures.input(other, Topics.ADMISSION)
                    .pipeInput("1", Codecs.commands().encode(command));
            TestOutputTopic<String, byte[]> out = Fixtures.output(other, Topics.EVENTS);
            return Codecs.events().decode(out.readValue());
        }
    }

    private static Topology topology(Models models) {
        Topology topology = new Topology();
        Judge judge = new Judge(models, Resolver.Settings.of(Models.DEFAULT), Tenants.OPEN);
        AdmissionTopology.build(topology, judge, ContentChecks.NONE, new SimpleMeterRegistry());
        return topology;
    }
}
