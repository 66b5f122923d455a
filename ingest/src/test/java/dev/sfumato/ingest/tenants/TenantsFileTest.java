package dev.sfumato.ingest.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.ingest.Fixtures;
import dev.sfumato.ingest.IngestConfig;
import dev.sfumato.ingest.dispatch.TenantPolicy;
import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.schemas.events.Quota;
import dev.sfumato.schemas.requests.Priority;
import dev.sfumato.schemas.requests.Violation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

class TenantsFileTest {
    @TempDir Path folder;

    @Test
    void readsWhatEachTenantMayDo() throws Exception {
        // Given
        Path file =
                file(
                        """
                        {"others": {"queued": 50, "max_steps": 30},
                         "tenants": {"acme": {"weight": 3, "concurrency": 4,
                           "quota": {"gmac_per_minute": 600, "burst_gmac": 1000},
                           "models": ["landscape"], "priorities": ["batch", "standard"],
                           "max_count": 2, "max_width": 256, "max_height": 128,
                           "blocked": ["Dragon"]}}}
                        """);
        // When
        Tenants tenants = TenantsFile.read(file).tenants();
        // Then
        assertThat(tenants.of("acme").share())
                .isEqualTo(new TenantPolicy(3, 4, 50, new Quota(10, 1000)));
        Allowance allowance = tenants.of("acme").allowance();
        assertThat(allowance.models()).containsExactly("landscape");
        assertThat(allowance.priorities()).isEqualTo(Set.of(Priority.STANDARD, Priority.BATCH));
        assertThat(allowance.maxSteps()).isEqualTo(30);
        assertThat(allowance.blocked().blocks("a DRAGON")).isTrue();
        assertThat(tenants.of("somebody").share())
                .isEqualTo(new TenantPolicy(1, Integer.MAX_VALUE, 50, Quota.NONE));
        assertThat(tenants.of("somebody").allowance().maxWidth()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void namesEveryMistakeAtOnce() throws Exception {
        // Given
        Path file =
                file(
                        """
                        {"other": {}, "tenants": {
                          "Acme": {"weight": 0},
                          "b": {"weight": "3", "concurrency": 0, "queued": 1.5, "wieght": 1},
                          "c": {"quota": {"gmac_per_minute": -1}, "models": "landscape",
                                "priorities": ["urgent"], "blocked": ["..."], "max_steps": true},
                          "d": 7}}
                        """);
        var read =
                new ConfigReader(Map.of("ingest.tenants", file.toString(), "ingest.standbys", "9"));
        // When
        IngestConfig.from(read);
        // Then
        assertThatThrownBy(read::throwIfInvalid)
                .hasMessageContaining("other isn't a known field")
                .hasMessageContaining("tenants.Acme must be 1 to 64 of")
                .hasMessageContaining("tenants.Acme.weight must be a number above 0, got 0")
                .hasMessageContaining("tenants.b.weight must be a number above 0, got \"3\"")
                .hasMessageContaining("tenants.b.concurrency must be a whole number")
                .hasMessageContaining("tenants.b.queued must be a whole number")
                .hasMessageContaining("tenants.b.wieght isn't a known field")
                .hasMessageContaining("tenants.c.quota.gmac_per_minute must be a number above 0")
                .hasMessageContaining("tenants.c.models must be a list of texts")
                .hasMessageContaining("tenants.c.priorities must be interactive, standard or batch")
                .hasMessageContaining("tenants.c.blocked must be texts")
                .hasMessageContaining("tenants.c.max_steps must be a whole number")
                .hasMessageContaining("tenants.d must be an object")
                .hasMessageContaining("ingest.standbys");
    }

    @Test
    void saysWhereAFileIsNoJson() throws Exception {
        assertThat(TenantsFile.read(file("{\"tenants\": {\n  \"a\": {}, \"a\": {}}}")).mistakes())
                .singleElement()
                .asString()
                .contains("must be JSON without duplicate fields", "line 2");
        assertThat(TenantsFile.read(folder.resolve("absent")).mistakes())
                .containsExactly("must be a file that can be read");
    }

    @Test
    void saysEveryRuleThatARequestBreaks() throws Exception {
        // Given
        Path file =
                file(
                        """
                        {"tenants": {"acme": {"models": ["portrait"], "priorities": ["batch"],
                          "max_steps": 10, "max_width": 64, "max_height": 128,
                          "blocked": ["red house"]}}}
                        """);
        Allowance allowance = TenantsFile.read(file).tenants().of("acme").allowance();
        // When
        var request = Fixtures.request(Priority.STANDARD, 40, Fixtures.NOW);
        // Then
        assertThat(allowance.check(request))
                .extracting(Violation::path)
                .containsExactly("model", "priority", "steps", "width", "prompt");
        assertThat(allowance.check(request).toString()).doesNotContain("red house");
        assertThat(Allowance.ALL.check(request)).isEmpty();
    }

    private Path file(String json) throws IOException {
        return Files.writeString(folder.resolve("tenants.json"), json);
    }
}
