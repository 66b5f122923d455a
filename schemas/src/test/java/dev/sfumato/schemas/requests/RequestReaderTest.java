package dev.sfumato.schemas.requests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.schemas.Models;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

final class RequestReaderTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ARTIFACT = "ab".repeat(32);
    private static final Models MODELS = new Models();

    @Test
    void readsEveryField() {
        // Given
        JsonNode body =
                json(
                        """
                        {"task": "inpainting", "model": "landscape", "prompt": " a red house ",
                         "negative_prompt": "", "width": 128, "height": 64.0, "steps": 20,
                         "guidance_scale": 5, "scheduler": "euler", "seed": 9223372036854775806,
                         "rng": "philox-cuda", "count": 2, "strength": 1, "image": "ARTIFACT",
                         "mask": "ARTIFACT", "priority": "interactive",
                         "deadline": "2026-12-01T13:00:00+01:00", "previews": false,
                         "quality": "fast", "lora": [{"id": "ink", "weight": 0.5}, {"id": "oil"}],
                         "output": {"format": "jpeg"}, "webhook": "https://example.org/h?k=v",
                         "metadata": {"any": "string"}}
                        """);
        // When
        Reading reading = RequestReader.read(body, MODELS, InlineInputs.REFUSED);
        // Then
        assertThat(reading)
                .isEqualTo(
                        new Reading.Valid(
                                new GenerationRequest(
                                        "inpainting",
                                        "landscape",
                                        "a red house",
                                        "",
                                        20,
                                        5.0,
                                        "euler",
                                        Long.MAX_VALUE - 1,
                                        "philox-cuda",
                                        2,
                                        Priority.INTERACTIVE,
                                        Instant.parse("2026-12-01T12:00:00Z"),
                                        false,
                                        Quality.FAST,
                                        List.of(new Lora("ink", 0.5), new Lora("oil", 1)),
                                        new Output("jpeg", 90),
                                        "https://example.org/h?k=v",
                                        Map.of("any", "string"),
                                        Map.of("image", ARTIFACT, "mask", ARTIFACT),
                                        Map.of("width", 128, "height", 64, "strength", 1.0))));
    }

    @Test
    void needsOnlyAPrompt() {
        assertThat(valid("{'prompt': 'x', 'steps': null}").steps()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{}                                    | prompt        | must be given",
                "{'prompt': '  '}                      | prompt        | got 0",
                "{'prompt': 7}                         | prompt        | must be a text, got"
                        + " number",
                "{'prompt': 'x\\ud800'}                | prompt        | well-formed Unicode",
                "{'prompt': 'x', 'steps': 0}           | steps         | from 1 to 1000, got 0",
                "{'prompt': 'x', 'steps': 1e300}       | steps         | from 1 to 1000, got"
                        + " 1.0E300",
                "{'prompt': 'x', 'steps': 2.5}         | steps         | an integer from",
                "{'prompt': 'x', 'steps': '20'}        | steps         | got '20'",
                "{'prompt': 'x', 'steps': 101}         | steps         | 1 to 100 for model"
                        + " landscape, got 101",
                "{'prompt': 'x', 'count': 17}          | count         | from 1 to 16, got 17",
                "{'prompt': 'x', 'count': 9}           | count         | 1 to 8 for model"
                        + " landscape, got 9",
                "{'prompt': 'x', 'guidance_scale': 51} | guidance_scale | from 0 to 50, got 51",
                "{'prompt': 'x', 'seed': -1}           | seed          | got -1",
                "{'prompt': 'x', 'seed': 9223372036854775808} | seed   | got 9223372036854775808",
                "{'prompt': 'x', 'seed': 9223372036854775807, 'count': 2} | seed | to"
                        + " 9223372036854775806",
                "{'prompt': 'x', 'rng': 'dice'}        | rng           | one of torch-cpu,"
                        + " philox-cuda, got 'dice'",
                "{'prompt': 'x', 'priority': 'HIGH'}   | priority      | one of interactive,"
                        + " standard, batch",
                "{'prompt': 'x', 'quality': true}      | quality       | one of exact, fast, got"
                        + " true",
                "{'prompt': 'x', 'deadline': 'soon'}   | deadline      | RFC 3339",
                "{'prompt': 'x', 'deadline': '+999999999-01-01T00:00:00Z'} | deadline | RFC 3339",
                "{'prompt': 'x', 'previews': 1}        | previews      | true or false, got 1",
                "{'prompt': 'x', 'output': 'png'}      | output        | an object, got 'png'",
                "{'prompt': 'x', 'output': {'format': 'gif'}} | output.format | one of png, jpeg,"
                        + " webp",
                "{'prompt': 'x', 'output': {'quality': 0}}    | output.quality | from 1 to 100, got"
                        + " 0",
                "{'prompt': 'x', 'output': {'dpi': 1}} | output.dpi    | isn't a field",
                "{'prompt': 'x', 'lora': 'ink'}        | lora          | an array",
                "{'prompt': 'x', 'lora': [{'weight': 1}]}     | lora[0].id | must be given",
                "{'prompt': 'x', 'lora': [{'id': 'ink', 'weight': 11}]} | lora[0].weight | got 11",
                "{'prompt': 'x', 'webhook': 'http://a'} | webhook      | must be an https:// URL",
                "{'prompt': 'x', 'webhook': 'https://u:p@a'} | webhook | without user info",
                "{'prompt': 'x', 'metadata': {'a': 1}} | metadata.a    | must be a text, got"
                        + " number",
                "{'prompt': 'x', 'widht': 64}          | widht         | isn't a field of this"
                        + " request",
                "{'prompt': 'x', 'model': 'nope'}      | model         | (there is landscape,"
                        + " birdsong), got 'nope'",
                "{'prompt': 'x', 'scheduler': 'magic'} | scheduler     | one of ddim, euler,"
                        + " dpmpp-2m for model landscape, got 'magic'",
                "{'prompt': 'x', 'task': 'upscale'}    | task          | one of text-to-image",
                "{'prompt': 'x', 'width': 100}         | width         | from 64 to 256, a multiple"
                        + " of 8, got 100",
                "{'prompt': 'x', 'width': 100000}      | width         | got 100000",
                "{'prompt': 'x', 'width': 'wide'}      | width         | an integer, got 'wide'",
                "{'prompt': 'x', 'width': [64]}        | width         | an integer",
                "{'prompt': 'x', 'tile': 'z'}          | tile          | one of none, x, y, got"
                        + " 'z'",
                "{'prompt': 'x', 'strength': 0.5}      | strength      | absent without image",
                "{'prompt': 'x', 'task': 'image-to-image'} | image     | must be given for"
                        + " image-to-image",
                "{'prompt': 'x', 'image': 'AB'}        | image         | artifact id (64 hex"
                        + " digits), got a text of 2",
                "{'prompt': 'x', 'image': {}}          | image         | got object",
                "{'prompt': 'x', 'mask': 'ARTIFACT'}   | image         | must be given for"
                        + " inpainting",
                "{'prompt': 'x', 'task': 'text-to-image', 'image': 'ARTIFACT'} | image | must be"
                        + " absent",
                "{'prompt': 'x', 'model': 'birdsong', 'width': 64} | width | isn't a field",
                "{'prompt': 'x', 'model': 'birdsong', 'duration_s': 31} | duration_s | at most 30,"
                        + " got 31",
                "{'prompt': 'x', 'tenant': 'other'}    | tenant        | isn't a field",
            })
    void namesFieldRuleAndValue(String body, String path, String message) {
        assertThat(invalid(body))
                .singleElement()
                .satisfies(
                        violation -> {
                            assertThat(violation.path()).isEqualTo(path);
                            assertThat(violation.message()).contains(message);
                        });
    }

    @Test
    void tellsEverythingAtOnce() {
        assertThat(invalid("{'steps': -1, 'model': 'nope', 'lora': 3, 'what': 1}"))
                .extracting(Violation::path)
                .containsExactlyInAnyOrder("prompt", "steps", "model", "lora", "what");
    }

    @Test
    void refusesAHugePromptWithoutRepeatingIt() {
        // Given
        String prompt = "geheim ".repeat(14_000);
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("prompt", prompt);
        // When
        List<Violation> violations = violations(body);
        // Then
        assertThat(violations)
                .containsExactly(
                        new Violation("prompt", "must have 1 to 10000 characters, got 97999"));
    }

    @Test
    void takesTheLongestPromptWhateverItsAlphabet() {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("prompt", "😀".repeat(10_000));
        assertThat(RequestReader.read(body, MODELS, InlineInputs.REFUSED))
                .isInstanceOf(Reading.Valid.class);
    }

    @Test
    void shortensWhatItShows() {
        String longModel = "m".repeat(150);
        assertThat(invalid("{'prompt': 'x', 'model': '" + longModel + "'}").getFirst().message())
                .contains("'" + "m".repeat(79) + "…'");
    }

    @Test
    void boundsTheNumberOfViolations() {
        String many =
                IntStream.range(0, 5000)
                        .mapToObj(i -> "'f" + i + "': 1")
                        .collect(Collectors.joining(", ", "{", "}"));
        assertThat(invalid(many)).hasSize(100);
    }

    @Test
    void refusesWhatIsNoObject() {
        assertThat(invalid("[1]"))
                .containsExactly(new Violation("", "must be a JSON object, got array"));
    }

    @Test
    void takesInlineInputsWhereTheDoorStoresThem() {
        // Given
        JsonNode body = json("{'prompt': 'x', 'image': 'data:image/png;base64,AAEC'}");
        // When
        Reading door = RequestReader.read(body, MODELS, InlineInputs.ALLOWED);
        Reading bus = RequestReader.read(body, MODELS, InlineInputs.REFUSED);
        // Then
        assertThat(door).isInstanceOf(Reading.Valid.class);
        assertThat(bus).isInstanceOf(Reading.Invalid.class);
        assertThat(DataUrl.parse("data:image/png;base64,AAEC").bytes()).containsExactly(0, 1, 2);
    }

    @Property(tries = 1000)
    void writingAndReadingKeepsTheRequest(@ForAll long seed) {
        // Given
        GenerationRequest request = new ValidRequests(new SplittableRandom(seed)).next();
        // When
        Reading reading = RequestReader.shape(request, MODELS);
        // Then
        assertThat(reading).isEqualTo(new Reading.Valid(request));
    }

    private static GenerationRequest valid(String body) {
        return switch (RequestReader.read(json(body), MODELS, InlineInputs.REFUSED)) {
            case Reading.Valid(GenerationRequest request) -> request;
            case Reading.Invalid(List<Violation> violations) ->
                    throw new AssertionError(violations.toString());
        };
    }

    private static List<Violation> invalid(String body) {
        return violations(json(body));
    }

    private static List<Violation> violations(JsonNode body) {
        return switch (RequestReader.read(body, MODELS, InlineInputs.REFUSED)) {
            case Reading.Valid(GenerationRequest request) ->
                    throw new AssertionError("was taken: " + request);
            case Reading.Invalid(List<Violation> violations) -> violations;
        };
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"').replace("ARTIFACT", ARTIFACT));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
