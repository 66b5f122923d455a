package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.Golden;
import dev.sfumato.diffusion.pipeline.Caller;
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
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Every pipeline case gives the reference's pictures: within 1/255 on at least 99.9 % of the
 * values.
 *
 * <p>A few random networks amplify rounding: there the reference's own picture is only one of many
 * that single precision allows. Such a case is recognised by moving the text encoders' outputs by
 * one part in a million, which is their rounding error, up or down by lot; our picture must then be
 * no farther from the reference than such pictures are from each other. A case that isn't chaotic
 * isn't moved, and gets no room.
 */
@Tag("golden")
class PipelineGoldenTest {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineGoldenTest.class);
    private static final Map<String, Studio> STUDIOS = new HashMap<>();
    private static final float ROUNDING = 1e-6f;
    private static final int DRAWS = 8;

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
     * How far rounding alone moves picture {@code k}: the largest share of values beyond 1/255
     * between any two of several makings, at least the limit. One pair says little: paths through a
     * chaotic network part early or late by chance.
     */
    private static double spread(GoldenCase reference, List<Pixels> made, int k) {
        List<Pixels> makings = new ArrayList<>(List.of(made.get(k)));
        double largest = Compared.LIMIT;
        for (int draw = 0; draw < DRAWS; draw++) {
            Pixels moved = moved(reference, draw).get(k);
            for (Pixels other : makings) {
                largest = Math.max(largest, Difference.of(moved, other).beyond());
            }
            makings.add(moved);
        }
        LOG.atInfo()
                .addKeyValue("case", reference.file().getFileName())
                .addKeyValue("spread", largest)
                .log("rounding moves this case");
        return largest;
    }

    /** The case's pictures where the text encoders round another way. */
    private static List<Pixels> moved(GoldenCase reference, int draw) {
        try (Studio fresh = Studio.of(reference.model())) {
            SplittableRandom lot = new SplittableRandom(draw);
            Caller rounding = call -> moved(call, fresh.sessions().call(call), lot);
            return reference.requests().stream()
                    .map(request -> Driver.drive(fresh.pipeline().plan(request), rounding))
                    .flatMap(artifacts -> Studio.pictures(artifacts).stream())
                    .toList();
        }
    }

    private static Outputs.Tensors moved(
            Need.Call call, Outputs.Tensors outputs, SplittableRandom lot) {
        return call.component().name().startsWith("text_encoder")
                ? new Moved(outputs, lot.nextLong())
                : outputs;
    }

    /** Outputs a rounding error away, the same at every reading. */
    private record Moved(Outputs.Tensors exact, long seed) implements Outputs.Tensors {
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
            SplittableRandom lot = new SplittableRandom(seed + row);
            for (int i = 0; i < into.length; i++) {
                into[i] *= lot.nextBoolean() ? 1 + ROUNDING : 1 - ROUNDING;
            }
        }
    }
}
