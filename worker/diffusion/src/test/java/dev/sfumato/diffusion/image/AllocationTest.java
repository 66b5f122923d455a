package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Run;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.Set;

/** A step leaves next to no garbage, and none that grows with the picture. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Set<String> DENOISERS = Set.of("unet", "transformer");

    @Test
    void aStepLeavesUnder10Kilobytes() {
        try (Studio studio = Studio.of("sd21")) {
            // When
            long small = garbage(studio, 64);
            long large = garbage(studio, 256);
            // Then
            assertThat(small).isLessThan(10_000);
            assertThat(large).isLessThan(10_000);
        }
    }

    @Test
    void neitherDoesOneWithPackedLatents() {
        try (Studio studio = Studio.of(TransformerModels.model("flux-schnell"))) {
            // When
            long small = garbage(studio, 64);
            long large = garbage(studio, 256);
            // Then
            assertThat(small).isLessThan(10_000);
            assertThat(large).isLessThan(10_000);
        }
    }

    /** The least garbage of the later steps, in bytes; the first ones make the buffers. */
    private static long garbage(Studio studio, int side) {
        Request request =
                Request.of(PictureRequest.TEXT_TO_IMAGE, "a fox", 12, 5, 1)
                        .withScheduler("dpmpp-2m")
                        .with("width", side)
                        .with("height", side);
        Run run = studio.pipeline().plan(request);
        long least = Long.MAX_VALUE;
        while (run.progress().step() < 12) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            boolean step =
                    run.next() instanceof Need.Call call
                            && DENOISERS.contains(call.component().name());
            switch (run.next()) {
                case Need.Call call -> run.accept(studio.sessions().call(call));
                case Need.Compute compute -> run.accept(compute.task().run());
                case Need.Done done -> throw new AssertionError(done);
            }
            if (step && run.progress().step() > 3) {
                least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
            }
        }
        return least;
    }
}
