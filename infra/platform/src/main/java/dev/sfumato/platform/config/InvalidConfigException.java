package dev.sfumato.platform.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that can't be used; the message lists all its mistakes, one a line. */
public final class InvalidConfigException extends RuntimeException {
    @SuppressWarnings("serial") // never serialised
    private final List<Mistake> mistakes;

    InvalidConfigException(List<Mistake> mistakes) {
        super(
                mistakes.stream()
                        .map(Mistake::toString)
                        .collect(
                                Collectors.joining("\n  ", "the configuration is wrong:\n  ", "")));
        this.mistakes = List.copyOf(mistakes);
    }

    /** At least one, in the order of their keys. */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
