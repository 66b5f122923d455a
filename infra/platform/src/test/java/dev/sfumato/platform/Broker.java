package dev.sfumato.platform;

import dev.sfumato.embedded.EmbeddedKafka;
import dev.sfumato.platform.kafka.KafkaSettings;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Gives tests the settings of a real broker, one for all test classes. */
public final class Broker implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KafkaSettings.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        EmbeddedKafka kafka =
                context.getRoot()
                        .getStore(ExtensionContext.Namespace.GLOBAL)
                        .computeIfAbsent("broker", key -> start(), EmbeddedKafka.class);
        return KafkaSettings.of(kafka.bootstrapServers());
    }

    private static EmbeddedKafka start() {
        try {
            return EmbeddedKafka.start(Files.createTempDirectory("sfumato-broker"), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
