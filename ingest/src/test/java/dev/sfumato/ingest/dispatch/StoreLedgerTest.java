package dev.sfumato.ingest.dispatch;

import static dev.sfumato.ingest.Fixtures.POOL;
import static dev.sfumato.ingest.Fixtures.job;
import static dev.sfumato.ingest.Fixtures.run;
import static dev.sfumato.ingest.Fixtures.started;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.ingest.Fixtures;
import dev.sfumato.schemas.codec.MalformedRecordException;
import dev.sfumato.schemas.events.Quota;
import dev.sfumato.schemas.requests.Priority;

import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

class StoreLedgerTest {

    @Test
    void givesBackWhatAQueueSaved(@TempDir Path folder) {
        // Given
        var limited = new TenantPolicy(1, 9, 9, new Quota(1, 100));
        Pool pool = new Pool(Rules.of(Map.of("tenant-1", limited), TenantPolicy.OPEN));
        pool.worker("w1", 1);
        for (int n = 0; n < 6; n++) {
            pool.admit(job(n, "tenant-" + n % 2, Priority.BATCH, 1.5 + n));
        }
        pool.observe(started(job(0, "tenant-0", Priority.BATCH, 1.5), run(7)));
        pool.cancel(job(5, "tenant-1", Priority.BATCH, 6.5).subject());
        pool.cancel(job(9, "tenant-1", Priority.BATCH, 6.5).subject());
        Ledger.Saved saved = pool.saved();
        assertThat(saved.buckets()).containsOnlyKeys("tenant-1");
        Topology topology = new Topology();
        DispatchTopology.build(topology, Set.of(POOL), Rules.DEFAULT, new Positions());
        try (TopologyTestDriver driver =
                new TopologyTestDriver(topology, Fixtures.streams(folder))) {
            KeyValueStore<String, byte[]> store = driver.getKeyValueStore(DispatchTopology.STORE);
            StoreLedger ledger = new StoreLedger(store, POOL);
            // When
            saved.entries().values().forEach(ledger::save);
            saved.finishes().forEach(ledger::save);
            ledger.save(saved.tags());
            saved.buckets().forEach(ledger::save);
            // Then
            assertThat(StoreLedger.load(store)).isEqualTo(Map.of(POOL, saved));
        }
    }

    @Test
    void refusesBytesThatAreNoEntry() {
        // Then
        Assertions.assertThatThrownBy(() -> new EntryCodec().decode(new byte[] {1, 'w', 0, 0}))
                .isInstanceOf(MalformedRecordException.class);
    }
}
