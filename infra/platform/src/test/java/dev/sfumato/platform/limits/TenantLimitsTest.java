package dev.sfumato.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sfumato.platform.fleet.FleetView;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.events.ModelCard;
import dev.sfumato.schemas.events.PoolSnapshot;
import dev.sfumato.schemas.events.Quota;
import dev.sfumato.schemas.events.TenantLoad;
import dev.sfumato.schemas.requests.GenerationRequest;
import dev.sfumato.schemas.requests.Reading;
import dev.sfumato.schemas.requests.RequestReader;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A request costs 40 GMAC. */
class TenantLimitsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final ModelCard CARD =
            new ModelCard(
                    "landscape",
                    "image",
                    "stable-diffusion",
                    List.of("text-to-image"),
                    List.of("ddim"),
                    new ModelCard.Defaults(20, 5, "ddim"),
                    100,
                    4,
                    "{\"properties\": {}}",
                    "steps * 2");

    private final FleetView fleet = new FleetView(CARD.id(), CLOCK);
    private final TenantLimits limits = new TenantLimits(fleet, CLOCK);

    @BeforeEach
    void announce() {
        fleet.accept(
                new Heartbeat("w1", "cpu", NOON, 1, List.of(), List.of(), List.of(CARD), false));
    }

    @Test
    void refusesWhenAsManyWaitAsMay() {
        // Given
        stand(new TenantLoad("a", 1, null, 3, Quota.NONE));
        limits.require(command("a"));
        limits.require(command("a"));
        // When
        Problem problem = refused("a");
        // Then
        assertThat(problem.status()).isEqualTo(429);
        assertThat(problem.code()).isEqualTo("quota_exceeded");
        assertThat(problem.detail()).isEqualTo("queued: a tenant may have 3 jobs waiting, 3 wait");
        assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(5));
        assertPasses("b");
    }

    @Test
    void refusesWhatTheQuotaDoesNotCover() {
        // Given
        stand(new TenantLoad("a", 0, 50.0, Integer.MAX_VALUE, new Quota(10, 100)));
        limits.require(command("a"));
        // When
        Problem problem = refused("a");
        // Then
        assertThat(problem.status()).isEqualTo(429);
        assertThat(problem.detail())
                .isEqualTo(
                        "quota: the request costs 40 GMAC, 10 of the tenant's 100 are left, 10.0"
                                + " come each second");
        assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void countsWhatCameBeforeTheTenantWasSpokenOf() {
        // Given
        stand();
        limits.require(command("a"));
        limits.require(command("a"));
        // When
        stand(new TenantLoad("a", 1, null, 3, Quota.NONE));
        // Then
        assertThat(refused("a").status()).isEqualTo(429);
    }

    @Test
    void letsPassWhatNothingIsKnownOf() {
        // Given
        stand(new TenantLoad("a", 3, null, 3, Quota.NONE));
        // When, Then
        assertPasses("b");
        assertThatNoException()
                .isThrownBy(
                        () -> limits.require(command("a", "{\"prompt\":\"x\",\"model\":\"new\"}")));
    }

    private void assertPasses(String tenant) {
        assertThatNoException().isThrownBy(() -> limits.require(command(tenant)));
    }

    private Problem refused(String tenant) {
        Throwable thrown = catchThrowable(() -> limits.require(command(tenant)));
        assertThat(thrown).isInstanceOf(ProblemException.class);
        return ((ProblemException) thrown).problem();
    }

    private void stand(TenantLoad... tenants) {
        fleet.accept(new PoolSnapshot("cpu", NOON, 3, 0, 1, 1, 1, null, false, List.of(tenants)));
    }

    private Command.Generate command(String tenant) {
        return command(tenant, "{\"prompt\":\"x\"}");
    }

    private Command.Generate command(String tenant, String body) {
        var read =
                RequestReader.shape(
                        RequestReader.parse(body.getBytes(StandardCharsets.UTF_8)), fleet);
        GenerationRequest request = ((Reading.Valid) read).request();
        GenerationId id = GenerationId.ofKey(tenant, body);
        return new Command.Generate(id, tenant, null, NOON, null, request);
    }
}
