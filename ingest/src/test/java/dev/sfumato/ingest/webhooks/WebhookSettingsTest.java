package dev.sfumato.ingest.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.config.InvalidConfigException;
import dev.sfumato.platform.config.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class WebhookSettingsTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** The example of the Standard Webhooks documentation. */
    @Test
    void signsAsTheStandardsExample() {
        // Given
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
        // When
        String signature =
                Signature.of(
                        List.of(new Secret(SECRET)),
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330L,
                        body);
        // Then
        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void readsSeveralSecretsOfATenant() {
        // Given
        Map<String, String> given =
                Map.of(
                        "ingest.webhooks.secret.acme",
                        SECRET + " " + SECRET,
                        "ingest.webhooks.allowed",
                        "localhost:9000, [::1]:443",
                        "ingest.webhooks.attempts",
                        "3",
                        "ingest.webhooks.backoff",
                        "10ms");
        // When
        WebhookSettings read = read(given);
        // Then
        assertThat(read.secrets().get("acme")).hasSize(2);
        assertThat(read.allowed()).containsExactlyInAnyOrder("localhost:9000", "[::1]:443");
        assertThat(read.schedule()).isEqualTo(new Schedule(3, Duration.ofMillis(10)));
        assertThat(read.toString()).doesNotContain("whsec_");
    }

    @ParameterizedTest
    @CsvSource({
        "ingest.webhooks.secret.acme, whsec_c2hvcnQ=, must be whsec_",
        "ingest.webhooks.secret.acme, hidden, must be whsec_",
        "ingest.webhooks.allowed, https://localhost, must be host:port",
        "ingest.webhooks.allowed, localhost, must be host:port",
        "ingest.webhooks.attempts, 0, must be a whole number from 1 to 20"
    })
    void namesEveryMistake(String key, String value, String rule) {
        // Given
        Map<String, String> given = Map.of(key, value);
        // When
        assertThatThrownBy(() -> read(given))
                // Then
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(rule)
                .hasMessageNotContaining("hidden");
    }

    @Test
    void waitsLongerAfterEachAttemptAndAtMostSixHours() {
        // Given
        var schedule = new Schedule(10, Duration.ofSeconds(5));
        // When
        List<Duration> waits =
                List.of(1, 2, 3, 20).stream().map(n -> schedule.after(n, "", null)).toList();
        // Then
        assertThat(waits)
                .containsExactly(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(80),
                        Duration.ofHours(6));
        assertThat(schedule.after(1, "some id", null))
                .isBetween(Duration.ofMillis(3750), waits.getFirst());
    }

    private static WebhookSettings read(Map<String, String> settings) {
        var read = new ConfigReader(settings);
        WebhookSettings webhooks = WebhookSettings.from(read);
        read.throwIfInvalid();
        return webhooks;
    }
}
