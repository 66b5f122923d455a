package dev.sfumato.schemas.requests;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Arbitrary requests that the landscape model can do. One thread. */
final class ValidRequests {
    private static final String ARTIFACT = "cd".repeat(32);
    private final RandomGenerator random;

    ValidRequests(RandomGenerator random) {
        this.random = random;
    }

    GenerationRequest next() {
        boolean fromImage = random.nextBoolean();
        return new GenerationRequest(
                maybe(() -> fromImage ? "image-to-image" : "text-to-image"),
                maybe(() -> "landscape"),
                one(List.of("x", "ein Haus, \"rot\"\n", "漢字 😀")).strip(),
                maybe(() -> ""),
                maybe(() -> random.nextInt(1, 101)),
                maybe(() -> random.nextDouble(0, 50)),
                maybe(() -> "euler"),
                maybe(() -> random.nextLong(0, Long.MAX_VALUE - 8)),
                maybe(() -> "philox-cuda"),
                maybe(() -> random.nextInt(1, 9)),
                maybe(() -> one(List.of(Priority.values()))),
                maybe(() -> Instant.ofEpochSecond(random.nextLong(0, 4_000_000_000L))),
                maybe(random::nextBoolean),
                maybe(() -> one(List.of(Quality.values()))),
                random.nextBoolean() ? List.of() : List.of(new Lora("ink", random.nextDouble())),
                maybe(() -> new Output(one(Output.FORMATS), random.nextInt(1, 101))),
                maybe(() -> "https://example.org/hook"),
                random.nextBoolean() ? Map.of() : Map.of("order", "17"),
                fromImage ? Map.of("image", ARTIFACT) : Map.of(),
                fromImage
                        ? Map.of("strength", random.nextDouble())
                        : Map.of("width", random.nextInt(8, 33) * 8));
    }

    private <T> T one(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextBoolean() ? null : value.get();
    }
}
