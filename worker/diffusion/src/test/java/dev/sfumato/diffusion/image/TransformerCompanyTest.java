package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.pipeline.Driver;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Run;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** A transformer's picture is the same made alone, in company, and resumed from a checkpoint. */
class TransformerCompanyTest {
    private static final Logger LOG = LoggerFactory.getLogger(TransformerCompanyTest.class);

    private static List<Request> company() {
        return List.of(
                request("an old stone bridge", 6, 5, 1),
                request("a fox", 4, 1, 2).withScheduler("flow-heun"),
                request("a fox in snow", 7, 3, 3).withNegativePrompt("people"),
                request("a castle", 5, 4, 4).withCount(2));
    }

    private static Request request(String prompt, int steps, double guidance, long seed) {
        return Request.of(PictureRequest.TEXT_TO_IMAGE, prompt, steps, guidance, seed)
                .with("width", 64)
                .with("height", 64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd3", "flux-dev", "flux-schnell"})
    void isTheSameInCompany(String model) {
        try (Studio studio = Studio.of(TransformerModels.model(model))) {
            // Given
            List<Request> requests = company();
            // When
            Map<Request, List<Pixels>> together = Together.drive(studio, requests);
            // Then
            int largest = 0;
            for (Request request : requests) {
                List<Pixels> alone = studio.make(request);
                for (int k = 0; k < alone.size(); k++) {
                    Difference difference =
                            Difference.of(alone.get(k), together.get(request).get(k));
                    largest = Math.max(largest, difference.largest());
                }
            }
            LOG.atInfo()
                    .addKeyValue("model", model)
                    .addKeyValue("largest", largest)
                    .log("alone and in company");
            assertThat(largest).isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"sd3,1", "sd3,2", "flux-dev,3", "flux-dev,4"})
    void isTheSameResumed(String model, long seed) {
        try (Studio studio = Studio.of(TransformerModels.model(model))) {
            // Given
            var random = new Random(seed);
            Request request = company().get(random.nextInt(company().size()));
            int step = 1 + random.nextInt(request.steps() - 1);
            Run first = studio.pipeline().plan(request);
            while (first.progress().step() < step) {
                meet(first, studio);
            }
            // When
            Run second = studio.pipeline().resume(request, first.checkpoint());
            List<Pixels> resumed = Studio.pictures(Driver.drive(second, studio.sessions()));
            // Then
            List<Pixels> whole = studio.make(request);
            for (int k = 0; k < whole.size(); k++) {
                assertThat(resumed.get(k).bytes())
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(whole.get(k).bytes());
            }
        }
    }

    private static void meet(Run run, Studio studio) {
        switch (run.next()) {
            case Need.Call call -> run.accept(studio.sessions().call(call));
            case Need.Compute compute -> run.accept(compute.task().run());
            case Need.Done done -> throw new AssertionError("done early: " + done);
        }
    }
}
