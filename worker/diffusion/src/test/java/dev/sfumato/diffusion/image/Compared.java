package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;

/** A pipeline case made by this library, beside the reference's pictures. */
record Compared(GoldenCase reference, List<Pixels> made, List<Difference> differences) {
    private static final Logger LOG = LoggerFactory.getLogger(Compared.class);

    /** Share of values that may differ by more than 1/255. */
    static final double LIMIT = 0.001;

    /** What may be allowed instead where a picture goes beyond the limit. */
    @FunctionalInterface
    interface Allowance {
        double of(GoldenCase reference, List<Pixels> made, int picture);
    }

    static Compared of(GoldenCase reference, Studio studio) {
        List<Pixels> expected = reference.pictures();
        List<Pixels> made = new ArrayList<>();
        reference.requests().forEach(request -> made.addAll(studio.make(request)));
        assertThat(made).hasSameSizeAs(expected);
        List<Difference> differences = new ArrayList<>();
        for (int k = 0; k < made.size(); k++) {
            Difference difference = Difference.of(made.get(k), expected.get(k));
            LOG.atInfo()
                    .addKeyValue("case", reference.file().getFileName())
                    .addKeyValue("picture", k)
                    .addKeyValue("largest", difference.largest())
                    .addKeyValue("beyond", difference.beyond())
                    .log("compared with the reference");
            differences.add(difference);
        }
        return new Compared(reference, made, differences);
    }

    /** Fails where a picture differs on more values than the limit, or than is allowed then. */
    void check(Allowance otherwise) {
        for (int k = 0; k < made.size(); k++) {
            double beyond = differences.get(k).beyond();
            double allowed = beyond <= LIMIT ? LIMIT : otherwise.of(reference, made, k);
            assertThat(beyond).as("share of values beyond 1/255").isLessThanOrEqualTo(allowed);
        }
    }
}
