package dev.sfumato.ingest.streams;

import org.apache.kafka.streams.state.HostInfo;

import java.util.Set;

/**
 * What one instance holds of a source topic.
 *
 * @param partitions that it owns
 * @param standbys of which it keeps a copy
 */
public record Holdings(HostInfo host, Set<Integer> partitions, Set<Integer> standbys) {
    public Holdings {
        partitions = Set.copyOf(partitions);
        standbys = Set.copyOf(standbys);
    }
}
