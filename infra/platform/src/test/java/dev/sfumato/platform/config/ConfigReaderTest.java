package dev.sfumato.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class ConfigReaderTest {
    enum Shape {
        ROUND,
        NOT_ROUND
    }

    @Test
    void readsEveryKindOfValue() {
        // Given
        var read =
                new ConfigReader(
                        Map.of(
                                "text",
                                " a b ",
                                "path",
                                "/tmp/x",
                                "integer",
                                "3",
                                "decimal",
                                "0.5",
                                "flag",
                                "true",
                                "duration",
                                "250ms",
                                "list",
                                "a, b",
                                "choice",
                                "not-round",
                                "secret",
                                "hush"));
        // When
        var values =
                List.of(
                        read.text("text"),
                        read.path("path"),
                        read.integer("integer", 1, 5),
                        read.decimal("decimal", 0, 1, 0.1),
                        read.flag("flag", false),
                        read.duration("duration", Duration.ZERO, Duration.ofDays(1), Duration.ZERO),
                        read.list("list", List.of()),
                        read.choice("choice", Shape.class, Shape.ROUND),
                        read.secret("secret").orElseThrow().reveal());
        read.throwIfInvalid();
        // Then
        assertThat(values)
                .containsExactly(
                        "a b",
                        Path.of("/tmp/x"),
                        3,
                        0.5,
                        true,
                        Duration.ofMillis(250),
                        List.of("a", "b"),
                        Shape.NOT_ROUND,
                        "hush");
    }

    @Test
    void fallsBackWhereNothingIsSet() {
        // Given
        var read = new ConfigReader(Map.of("integer", " "));
        // When
        int integer = read.integer("integer", 1, 5, 4);
        boolean flag = read.flag("flag", true);
        var path = read.optionalPath("path");
        read.throwIfInvalid();
        // Then
        assertThat(integer).isEqualTo(4);
        assertThat(flag).isTrue();
        assertThat(path).isEmpty();
    }

    @Test
    void reportsEveryMistakeAtOnce() {
        // Given
        var read =
                new ConfigReader(
                        Map.of(
                                "slots",
                                "65",
                                "wait",
                                "soon",
                                "shape",
                                "flat",
                                "mode",
                                "yes",
                                "share",
                                "NaN",
                                "names",
                                "a,,b",
                                "slotz",
                                "secret text"));
        // When
        read.text("servers");
        read.integer("slots", 1, 64);
        read.duration("wait", Duration.ofSeconds(1), Duration.ofHours(2), Duration.ofSeconds(5));
        read.choice("shape", Shape.class, Shape.ROUND);
        read.flag("mode", false);
        read.decimal("share", 0, 1, 0.5);
        read.list("names", List.of());
        var thrown = catchThrowableOfType(InvalidConfigException.class, read::throwIfInvalid);
        // Then
        assertThat(thrown.mistakes()).hasSize(8);
        assertThat(thrown)
                .hasMessageContaining("servers must be set, got nothing")
                .hasMessageContaining("slots must be a whole number from 1 to 64, got '65'")
                .hasMessageContaining(
                        "wait must be a duration from 1s to 2h, as 250ms, 10s, 5m, 2h or 7d, got"
                                + " 'soon'")
                .hasMessageContaining("shape must be one of round, not-round, got 'flat'")
                .hasMessageContaining("mode must be true or false, got 'yes'")
                .hasMessageContaining("share must be a number from 0.0 to 1.0, got 'NaN'")
                .hasMessageContaining("names must be texts separated by commas, got 'a,,b'")
                .hasMessageContaining("slotz isn't a known key, got '***'");
    }

    @Test
    void leavesTheKeysOfOtherServices() {
        // Given
        var read = new ConfigReader(Map.of("worker.slots", "1", "kafka.sasl.mechanism", "PLAIN"));
        // When
        read.leave("worker.");
        var group = read.group("kafka.");
        // Then
        read.throwIfInvalid();
        assertThat(group).containsExactly(Map.entry("sasl.mechanism", "PLAIN"));
    }

    @Test
    void neverShowsASecret() {
        // Given
        var read = new ConfigReader(Map.of("key", "hush"));
        // When
        var secret = read.secret("key");
        read.reject("other", "must be there");
        // Then
        assertThat(secret).hasToString("Optional[***]");
        assertThatThrownBy(read::throwIfInvalid)
                .hasMessage("the configuration is wrong:\n  other must be there, got nothing");
    }

    @Test
    void showsARejectedSecretAsStars() {
        // Given
        var read = new ConfigReader(Map.of("key", "hush"));
        // When
        read.secret("key");
        read.reject("key", "must be longer");
        // Then
        assertThatThrownBy(read::throwIfInvalid)
                .hasMessageContaining("key must be longer, got '***'");
    }

    @Property
    void writesDurationsThatItReads(@ForAll @LongRange(min = 0, max = 1L << 40) long ms) {
        // Given
        Duration duration = Duration.ofMillis(ms);
        // When
        String text = Durations.format(duration);
        // Then
        assertThat(Durations.parse(text)).contains(duration);
    }
}
