package dev.sfumato.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Completed;
import dev.sfumato.schemas.events.GenerationEvent.Failed;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.requests.Lora;
import dev.sfumato.schemas.requests.Quality;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Requests of every kind, through Kafka. */
final class RequestKindsTest extends WorkerCase {
    private static final String PROMPT = "a red house on a green hill";

    @Test
    void makesFastWhatMayBeFast() throws IOException {
        // Given
        Path fast = TestModels.addFast(folder.resolve("fast"), "quick");
        worker(Map.of("worker.models", fast.toString()));
        Job exact = TestJobs.job(pool, "quick", 9, 4);
        Job quick = TestJobs.changed(again(exact), PROMPT, Quality.FAST, List.of(), "png");
        // When
        bus.send(exact);
        bus.send(quick);
        // Then
        byte[] quickly = picture(completed(quick));
        assertThat(quickly).isEqualTo(alone(fast, quick)).isNotEqualTo(picture(completed(exact)));
        var shallow = meters.get("sfumato.worker.call").tag("component", "unet_shallow");
        assertThat(shallow.timer().count()).isPositive();
    }

    @Test
    void turnsAdaptersOnForOneRunAndNotForAnother() throws IOException {
        // Given
        Path adaptable = TestModels.addAdaptable(folder.resolve("adaptable"), "inks");
        worker(Map.of("worker.models", adaptable.toString()));
        Job plain = TestJobs.job(pool, "inks", 6, 4);
        Job inked = lora(again(plain), new Lora("ink", 0.7));
        Job both = lora(again(plain), new Lora("ink", 0.7), new Lora("oil", -0.4));
        Job unknown = lora(again(plain), new Lora("chalk", 1));
        // When
        List.of(plain, inked, both, unknown).forEach(bus::send);
        // Then
        for (Job job : List.of(plain, inked, both)) {
            assertThat(picture(completed(job))).isEqualTo(alone(adaptable, job));
        }
        assertThat(picture(completed(inked))).isNotEqualTo(picture(completed(plain)));
        Failed failed = failed(unknown);
        assertThat(failed.error().code()).isEqualTo("invalid_request");
        assertThat(failed.error().message()).contains("lora").contains("chalk");
    }

    @Test
    void writesEveryFormat() {
        // Given
        worker(Map.of());
        Job webp = output("webp");
        Job jpeg = output("jpeg");
        // When
        bus.send(webp);
        bus.send(jpeg);
        // Then
        Completed written = completed(webp);
        assertThat(written.artifacts().getFirst().mediaType()).isEqualTo("image/webp");
        assertThat(ascii(picture(written), 0)).isEqualTo("RIFF");
        assertThat(ascii(picture(written), 8)).isEqualTo("WEBP");
        assertThat(picture(written)).isEqualTo(alone(webp));
        assertThat(completed(jpeg).artifacts().getFirst().mediaType()).isEqualTo("image/jpeg");
    }

    @Test
    void survivesAnyPrompt() {
        // Given
        worker(Map.of());
        List<Job> jobs =
                List.of(
                        prompt("\u0000\u0001\u001b[2J"),
                        prompt("\ud83c\udf04 \u05d0\u202e\u0301\u0301\u0301 \ufffd"),
                        prompt("((((((:::1e999)) [[ \\"),
                        prompt("hill ".repeat(5_000)),
                        prompt(""));
        // When
        jobs.forEach(bus::send);
        // Then
        for (Job job : jobs) {
            GenerationEvent last = ended(job);
            if (last instanceof Failed failed) {
                assertThat(failed.error().code()).isEqualTo("invalid_request");
            }
        }
        Job sound = TestJobs.job(pool, MODEL, 3, 9);
        bus.send(sound);
        assertThat(picture(completed(sound))).isEqualTo(alone(sound));
    }

    private Job output(String format) {
        Job job = TestJobs.job(pool, MODEL, 3, 4);
        return TestJobs.changed(job, PROMPT, Quality.EXACT, List.of(), format);
    }

    private Job prompt(String prompt) {
        Job job = TestJobs.job(pool, MODEL, 3, 4);
        return TestJobs.changed(job, prompt, Quality.EXACT, List.of(), "png");
    }

    private static Job lora(Job job, Lora... lora) {
        return TestJobs.changed(job, PROMPT, Quality.EXACT, List.of(lora), "png");
    }

    /** Another job that asks for the same. */
    private Job again(Job job) {
        return TestJobs.job(
                pool, job.request().model(), job.request().steps(), job.request().seed());
    }

    private static byte[] alone(Path model, Job job) {
        return TestModels.alone(model, TestJobs.request(job)).getFirst();
    }

    private static String ascii(byte[] file, int offset) {
        return new String(file, offset, 4, StandardCharsets.US_ASCII);
    }
}
