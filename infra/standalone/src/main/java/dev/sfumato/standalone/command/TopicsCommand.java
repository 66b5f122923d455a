package dev.sfumato.standalone.command;

import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.topics.TopicAdmin;
import dev.sfumato.schemas.topics.Topic;
import dev.sfumato.standalone.Settings;
import dev.sfumato.standalone.TopicLayout;

import org.apache.kafka.clients.admin.Admin;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** Creates and verifies the topics of an installation. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "Create or verify the topics.",
        subcommands = {TopicsCommand.Apply.class, TopicsCommand.Check.class})
final class TopicsCommand implements Runnable {
    @Override
    public void run() {
        throw new IllegalArgumentException("topics needs a subcommand: apply or check");
    }

    private record Installation(KafkaSettings kafka, TopicLayout layout) {
        static Installation read(ConfigOption config) throws IOException {
            ConfigReader read = new ConfigReader(Settings.read(config.file));
            KafkaSettings kafka = KafkaSettings.from(read);
            TopicLayout layout = TopicLayout.from(read);
            Settings.leaveServices(read);
            read.throwIfInvalid();
            return new Installation(kafka, layout);
        }
    }

    /** Creates what is absent. */
    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = "Create absent topics and set what differs; never changes partitions.")
    static final class Apply implements Callable<Integer> {
        @Mixin ConfigOption config = new ConfigOption();

        @Override
        public Integer call() throws IOException {
            Installation installation = Installation.read(config);
            try (Admin admin = Admin.create(installation.kafka().admin("sfumato-topics"))) {
                List<Topic> catalogue = installation.layout().catalogue(admin);
                TopicAdmin.apply(admin, catalogue, installation.kafka().replicationFactor());
                System.out.println(catalogue.size() + " topics are as they must be");
            }
            return 0;
        }
    }

    /** Lists what differs. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "List what differs from the catalogue; exit code 1 if anything does.")
    static final class Check implements Callable<Integer> {
        @Mixin ConfigOption config = new ConfigOption();

        @Override
        public Integer call() throws IOException {
            Installation installation = Installation.read(config);
            try (Admin admin = Admin.create(installation.kafka().admin("sfumato-topics"))) {
                List<String> differences =
                        TopicAdmin.check(admin, installation.layout().catalogue(admin));
                differences.forEach(System.out::println);
                return differences.isEmpty() ? 0 : Sfumato.FAILED;
            }
        }
    }
}
