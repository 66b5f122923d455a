package dev.sfumato.platform.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.platform.Broker;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.schemas.topics.Topic;
import dev.sfumato.schemas.topics.Topic.Audience;
import dev.sfumato.schemas.topics.TopicCatalogue;

import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.Map;
import java.util.Properties;

@ExtendWith(Broker.class)
class TopicAdminTest {
    @Test
    void makesTheCatalogueAndChangesNothingTheSecondTime(KafkaSettings kafka) {
        // Given
        List<Topic> catalogue = TopicCatalogue.topics(3, List.of("alpha"), List.of("acme"));
        try (var admin = Admin.create(kafka.admin("test"))) {
            assertThat(TopicAdmin.check(admin, catalogue))
                    .contains("topic sfumato.commands.acme is missing");
            // When
            TopicAdmin.apply(admin, catalogue, 1);
            TopicAdmin.apply(admin, catalogue, 1);
            // Then
            assertThat(TopicAdmin.check(admin, catalogue)).isEmpty();
        }
    }

    @Test
    void saysEveryDifference(KafkaSettings kafka) {
        // Given
        var made = topic("sfumato.work.beta", 1, Map.of("retention.ms", "1000"));
        var wanted = topic("sfumato.work.beta", 2, Map.of("retention.ms", "2000"));
        var absent = topic("sfumato.absent", 1, Map.of());
        try (var admin = Admin.create(kafka.admin("test"))) {
            TopicAdmin.apply(admin, List.of(made), 1);
            // When
            List<String> differences = TopicAdmin.check(admin, List.of(wanted, absent));
            // Then
            assertThat(differences)
                    .containsExactly(
                            "topic sfumato.work.beta must have 2 partitions, got 1",
                            "topic sfumato.absent is missing",
                            "topic sfumato.work.beta must have retention.ms=2000, got '1000'");
            assertThatThrownBy(() -> TopicAdmin.require(admin, List.of(wanted)))
                    .isInstanceOf(TopicException.class)
                    .hasMessageContaining("sfumato topics apply")
                    .hasMessageContaining("must have 2 partitions");
        }
    }

    @Test
    void seesThatAShareGroupIsNotSet(KafkaSettings kafka) {
        // Given
        var plain = topic("sfumato.works", 1, Map.of());
        var work = topic("sfumato.work.gamma", 1, Map.of());
        try (var admin = Admin.create(kafka.admin("test"))) {
            TopicAdmin.apply(admin, List.of(plain), 1);
            // When
            List<String> differences = TopicAdmin.check(admin, List.of(plain, work));
            // Then
            assertThat(differences)
                    .contains(
                            "group sfumato.work.gamma must have share.auto.offset.reset=earliest,"
                                    + " got 'latest'");
        }
    }

    @Test
    void bringsConfigurationBackAndNeverChangesPartitions(KafkaSettings kafka) {
        // Given
        try (var admin = Admin.create(kafka.admin("test"))) {
            TopicAdmin.apply(admin, List.of(topic("delta", 1, Map.of("retention.ms", "1"))), 1);
            var wanted = topic("delta", 1, Map.of("retention.ms", "5000"));
            // When
            TopicAdmin.apply(admin, List.of(wanted), 1);
            // Then
            assertThat(TopicAdmin.check(admin, List.of(wanted))).isEmpty();
            assertThatThrownBy(
                            () -> TopicAdmin.apply(admin, List.of(topic("delta", 2, Map.of())), 1))
                    .isInstanceOf(TopicException.class)
                    .hasMessageContaining("topic delta must have 2 partitions, got 1");
        }
    }

    @Test
    void namesWhatTheClusterRefuses(KafkaSettings kafka) {
        // Given
        var wrong = topic("epsilon", 1, Map.of("retention.ms", "soon"));
        try (var admin = Admin.create(kafka.admin("test"))) {
            // When
            assertThatThrownBy(() -> TopicAdmin.apply(admin, List.of(wrong), 1))
                    // Then
                    .isInstanceOf(TopicException.class)
                    .hasMessageContaining("topic epsilon can't be created")
                    .hasMessageContaining("retention.ms");
        }
    }

    @Test
    void saysThatNobodyAnswers() {
        // Given
        Properties nowhere = KafkaSettings.of("127.0.0.1:1").admin("test");
        nowhere.put("default.api.timeout.ms", "1000");
        nowhere.put("request.timeout.ms", "500");
        try (var admin = Admin.create(nowhere)) {
            // When
            assertThatThrownBy(() -> TopicAdmin.check(admin, List.of()))
                    // Then
                    .isInstanceOf(TopicException.class)
                    .hasMessageContaining("the topics can't be listed");
        }
    }

    private static Topic topic(String name, int partitions, Map<String, String> config) {
        return new Topic(name, partitions, config, Audience.INTERNAL);
    }
}
