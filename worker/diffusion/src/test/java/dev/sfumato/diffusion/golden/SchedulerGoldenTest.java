package dev.sfumato.diffusion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

import java.util.stream.Stream;

@Tag("golden")
class SchedulerGoldenTest {

    @TestFactory
    Stream<DynamicTest> movesLikeTheReference() {
        return GoldenFiles.tests("schedulers", SchedulerGoldenTest::check);
    }

    private static void check(Json file) {
        // Given
        var run = new SchedulerRun(file);
        // When, Then
        run.checkConfig();
        run.checkSchedule();
        run.checkAddNoise();
        run.checkStart();
        assertThat(run.openLoop()).as("steps checked").isPositive();
        run.closedLoop();
    }

    @AfterAll
    static void report() {
        Errors.report("schedulers");
    }
}
