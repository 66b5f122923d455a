package dev.sfumato.worker.residency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.worker.TestModels;
import dev.sfumato.worker.batching.Batcher;
import dev.sfumato.worker.batching.LoadedModel;
import dev.sfumato.worker.batching.ToyModel;
import dev.sfumato.worker.batching.Tuning;
import dev.sfumato.worker.metering.DeviceMeters;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Models that take as long to open as the test likes. */
final class ResidencyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CountDownLatch opening = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private final ToyModel toy = ToyModel.open();
    private final DeviceMeters meters = new DeviceMeters(new SimpleMeterRegistry(), "toy:0");
    private final Batcher batcher = Batcher.start("toy:0", 4, 8, Runnable::run, meters);
    private final Residency residency =
            new Residency(batcher, card -> open(), 1L << 30, model -> Tuning.NONE, () -> 0, meters);
    @TempDir private Path folder;

    @AfterEach
    void close() {
        opened.countDown();
        residency.close();
        batcher.close();
    }

    @Test
    void waitsForAModelThatIsBeingOpenedBeforeItCloses() throws Exception {
        // Given
        KnownModel model = model();
        CompletableFuture<?> acquired = async(() -> acquire(model, new CompletableFuture<>()));
        opening.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        // When
        CompletableFuture<?> closed = async(residency::close);
        boolean early = closed.isDone();
        opened.countDown();
        closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        // Then
        assertThat(early).isFalse();
        assertThat(residency.isWarm(model.id())).isTrue();
        acquired.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        batcher.close();
        assertThat(toy.isClosed()).isTrue();
    }

    @Test
    void opensNoModelOnceItIsClosed() {
        // Given
        KnownModel model = model();
        residency.close();
        // When, Then
        assertThatThrownBy(() -> acquire(model, new CompletableFuture<>()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("sketch");
        assertThat(residency.isWarm(model.id())).isFalse();
    }

    @Test
    void waitsNoLongerThanSomebodyWantsTheModel() throws Exception {
        // Given
        KnownModel model = model();
        var unwanted = new CompletableFuture<Void>();
        CompletableFuture<Lease> acquired = async(() -> acquire(model, unwanted));
        opening.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        // When
        unwanted.complete(null);
        // Then
        assertThat(acquired.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNull();
    }

    @Test
    void closesAModelThatItsDeviceDoesNotTakeAnyMore() throws Exception {
        // Given
        KnownModel model = model();
        CompletableFuture<?> acquired = async(() -> acquire(model, new CompletableFuture<>()));
        opening.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        batcher.close();
        // When
        opened.countDown();
        residency.close();
        // Then
        assertThat(toy.isClosed()).isTrue();
        assertThat(acquired).failsWithin(PATIENCE);
    }

    private LoadedModel open() {
        opening.countDown();
        try {
            if (!opened.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("never let through");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return toy;
    }

    private Lease acquire(KnownModel model, CompletableFuture<?> unwanted) {
        try {
            return residency.acquire(model, PATIENCE, unwanted);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private KnownModel model() {
        Path models = folder.resolve("models");
        TestModels.add(models, "sketch");
        return ModelShelf.read(List.of(models), 1L << 30, Modalities.installed())
                .all()
                .iterator()
                .next();
    }

    private static <T> CompletableFuture<T> async(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, Thread::startVirtualThread);
    }

    private static CompletableFuture<Void> async(Runnable task) {
        return CompletableFuture.runAsync(task, Thread::startVirtualThread);
    }
}
