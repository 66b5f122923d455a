package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.Golden;
import dev.sfumato.diffusion.pipeline.Driver;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every pipeline case gives the reference's pictures: within 1/255 on at least 99.9 % of the
 * values.
 *
 * <p>A few random networks amplify rounding: there the reference's own picture is only one of many
 * that single precision allows. Such a case is recognised by moving the text encoders' outputs by
 * one part in a million, which is their rounding error; our picture must then be no farther from
 * the reference than such pictures are from each other.
 */
@Tag("golden")
class PipelineGoldenTest {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineGoldenTest.class);
    private static final Map<String, Studio> STUDIOS = new HashMap<>();
    private static final float ROUNDING = 1e-6f;

    @AfterAll
    static void close() {
        STUDIOS.values().forEach(Studio::close);
        STUDIOS.clear();
    }

    @TestFactory
    Stream<DynamicTest> givesTheReferencesPictures() {
        return Golden.files("pipelines").stream()
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        file.getFileName().toString(),
                                        () -> check(GoldenCase.of(file))));
    }

    private static void check(GoldenCase reference) {
        // Given
        Studio studio = STUDIOS.computeIfAbsent(reference.model(), Studio::of);
        // When
        Compared compared = Compared.of(reference, studio);
        // Then
        compared.check(PipelineGoldenTest::spread);
    }

    /**
     * How far rounding alone moves picture {@code k}: the share of values beyond 1/255, at least
     * the limit.
     */
    private static double spread(GoldenCase reference, List<Pixels> made, int k) {
        Studio fresh = Studio.of(reference.model());
        try (fresh) {
            List<Pixels> moved = new ArrayList<>();
            reference
                    .requests()
                    .forEach(
                            request ->
                                    moved.addAll(
                                            Studio.pictures(
                                                    Driver.drive(
                                                            fresh.pipeline().plan(request),
                                                            call ->
                                                                    moved(
                                                                            call,
                                                                            fresh.sessions()
                                                                                    .call(
                                                                                            call))))));
            double spread = Difference.of(made.get(k), moved.get(k)).beyond();
            LOG.atInfo()
                    .addKeyValue("case", reference.file().getFileName())
                    .addKeyValue("spread", spread)
                    .log("rounding moves this case");
            return Math.max(Compared.LIMIT, 2 * spread);
        }
    }

    private static Outputs.Tensors moved(Need.Call call, Outputs.Tensors outputs) {
        return call.component().name().startsWith("text_encoder") ? new Moved(outputs) : outputs;
    }

    /** Outputs a rounding error away. */
    private record Moved(Outputs.Tensors exact) implements Outputs.Tensors {
        @Override
        public int rows() {
            return exact.rows();
        }

        @Override
        public int[] shape(String output) {
            return exact.shape(output);
        }

        @Override
        public void read(String output, int row, float[] into) {
            exact.read(output, row, into);
            for (int i = 0; i < into.length; i++) {
                into[i] *= i % 2 == 0 ? 1 + ROUNDING : 1 - ROUNDING;
            }
        }
    }
}
