package dev.sfumato.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.pipeline.Lora;
import dev.sfumato.diffusion.pipeline.Quality;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.platform.artifacts.FileArtifactStore;
import dev.sfumato.schemas.requests.ResolvedRequest;
import dev.sfumato.worker.publishing.Media;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** What a job says is what the engine is asked. */
class EngineRequestsTest {
    @Test
    void keepsQualityAndAdapters(@TempDir Path folder) throws InterruptedException {
        // Given
        ResolvedRequest asked = TestJobs.job("gpu", "landscape", 7, 3).request();
        var media =
                new Media(
                        FileArtifactStore.open(folder, Clock.systemUTC()),
                        TestJobs.TENANT,
                        Duration.ofSeconds(1),
                        () -> false);
        // When
        Request exact = EngineRequests.of(asked, media);
        Request fast =
                EngineRequests.of(
                        fast(asked, new dev.sfumato.schemas.requests.Lora("ink", 0.5)), media);
        // Then
        assertThat(exact.quality()).isEqualTo(Quality.EXACT);
        assertThat(exact.lora()).isEmpty();
        assertThat(fast.quality()).isEqualTo(Quality.FAST);
        assertThat(fast.lora()).containsExactly(new Lora("ink", 0.5));
        assertThat(fast.steps()).isEqualTo(7);
    }

    private static ResolvedRequest fast(
            ResolvedRequest asked, dev.sfumato.schemas.requests.Lora lora) {
        return new ResolvedRequest(
                asked.task(),
                asked.model(),
                asked.prompt(),
                asked.negativePrompt(),
                asked.steps(),
                asked.guidanceScale(),
                asked.scheduler(),
                asked.seed(),
                asked.rng(),
                asked.count(),
                asked.priority(),
                asked.deadline(),
                asked.previews(),
                dev.sfumato.schemas.requests.Quality.FAST,
                List.of(lora),
                asked.output(),
                asked.webhook(),
                asked.metadata(),
                asked.inputs(),
                asked.parameters(),
                asked.cost());
    }
}
