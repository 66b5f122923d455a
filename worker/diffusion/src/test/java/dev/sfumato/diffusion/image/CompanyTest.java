package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.pipeline.Artifact;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Run;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A picture is the same made alone, in company, and resumed from a checkpoint. */
class CompanyTest {
    private static final Logger LOG = LoggerFactory.getLogger(CompanyTest.class);
    private static Studio studio;

    @BeforeAll
    static void open() {
        studio = Studio.of("sd21");
    }

    @AfterAll
    static void close() {
        studio.close();
    }

    private static List<Request> company() {
        List<Request> requests = new ArrayList<>();
        requests.add(request("an old stone bridge", 7, 7.5, 1).withScheduler("dpmpp-2m"));
        requests.add(request("a fox", 4, 1, 2).withScheduler("euler"));
        requests.add(request("a fox in snow", 9, 3, 3).withNegativePrompt("snow, people"));
        requests.add(
                request("a castle", 5, 5, 4).withScheduler("ddim").with("eta", 0.7).withCount(2));
        requests.add(
                request("a (red:1.4) castle, ".repeat(20), 4, 5, 5)
                        .with("prompt_syntax", "weighted"));
        return requests;
    }

    private static Request request(String prompt, int steps, double guidance, long seed) {
        return Request.of(PictureRequest.TEXT_TO_IMAGE, prompt, steps, guidance, seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isTheSameInCompany(long order) {
        // Given
        List<Request> requests = company();
        java.util.Collections.shuffle(requests, new Random(order));
        // When
        Map<Request, List<Pixels>> together = Together.drive(studio, requests);
        // Then
        int largest = 0;
        for (Request request : requests) {
            List<Pixels> alone = studio.make(request);
            assertThat(together.get(request)).hasSameSizeAs(alone);
            for (int k = 0; k < alone.size(); k++) {
                largest =
                        Math.max(
                                largest,
                                Difference.of(alone.get(k), together.get(request).get(k))
                                        .largest());
            }
        }
        LOG.atInfo().addKeyValue("largest", largest).log("alone and in company");
        assertThat(largest).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isTheSameResumed(long seed) {
        // Given
        var random = new Random(seed);
        Request request = company().get(random.nextInt(company().size()));
        int step = random.nextInt(request.steps());
        Run first = studio.pipeline().plan(request);
        while (first.progress().step() < step) {
            meet(first);
        }
        byte[] checkpoint = first.checkpoint();
        // When
        Run second = studio.pipeline().resume(request, checkpoint);
        List<Pixels> resumed = Studio.pictures(finish(second));
        // Then
        List<Pixels> whole = studio.make(request);
        for (int k = 0; k < whole.size(); k++) {
            assertThat(resumed.get(k).bytes())
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(whole.get(k).bytes());
        }
    }

    private static void meet(Run run) {
        switch (run.next()) {
            case Need.Call call -> run.accept(studio.sessions().call(call));
            case Need.Compute compute -> run.accept(compute.task().run());
            case Need.Done done ->
                    throw new AssertionError(
                            "done early: " + Arrays.toString(done.artifacts().toArray()));
        }
    }

    private static List<Artifact> finish(Run run) {
        return dev.sfumato.diffusion.pipeline.Driver.drive(run, studio.sessions());
    }
}
