package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.diffusion.Golden;
import dev.sfumato.diffusion.golden.HelperFiles;
import dev.sfumato.diffusion.guidance.Guidance;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Images, masks and guidance agree with the reference's helpers. */
@Tag("golden")
class HelpersGoldenTest {
    private interface Check {
        void of(JsonNode reference);
    }

    private static Stream<DynamicTest> cases(String file, Check check) {
        return HelperFiles.of(file).stream().flatMap(path -> cases(path, check));
    }

    private static Stream<DynamicTest> cases(Path path, Check check) {
        JsonNode cases = Golden.json(path).get("cases");
        int[] count = {0};
        return StreamSupport.stream(cases.spliterator(), false)
                .map(
                        reference ->
                                DynamicTest.dynamicTest(
                                        "helpers/%s %d %s"
                                                .formatted(
                                                        path.getFileName(),
                                                        count[0]++,
                                                        reference.path("name").asText()),
                                        () -> check.of(reference)));
    }

    private static Pixels pixels(JsonNode json) {
        int channels = json.get("mode").asText().length();
        var bytes = new byte[json.get("pixels").size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) json.get("pixels").get(i).asInt();
        }
        return new Pixels(json.get("width").asInt(), json.get("height").asInt(), channels, bytes);
    }

    private static Tensor.Floats tensor(JsonNode values, JsonNode shape) {
        return Tensor.floats(
                Golden.floats(values),
                shape.get(1).asInt(),
                shape.get(2).asInt(),
                shape.get(3).asInt());
    }

    @TestFactory
    Stream<DynamicTest> imagePreprocess() {
        return cases(
                "image_preprocess",
                reference -> {
                    // Given
                    JsonNode processor = reference.get("processor");
                    JsonNode options = reference.get("preprocess");
                    Pixels image = pixels(reference.get("input"));
                    if (options.has("crops_coords")) {
                        JsonNode box = options.get("crops_coords");
                        image =
                                image.crop(
                                        box.get(0).asInt(),
                                        box.get(1).asInt(),
                                        box.get(2).asInt(),
                                        box.get(3).asInt());
                    }
                    // When
                    if (processor.path("do_resize").asBoolean(true)) {
                        int width = options.path("width").asInt(image.width());
                        int height = options.path("height").asInt(image.height());
                        Resample filter =
                                Resample.valueOf(
                                        processor
                                                .path("resample")
                                                .asText("lanczos")
                                                .toUpperCase(Locale.ROOT));
                        Fit fit =
                                switch (options.path("resize_mode").asText("default")) {
                                    case "fill" -> Fit.FILL;
                                    case "crop" -> Fit.CROP;
                                    default -> Fit.STRETCH;
                                };
                        image = fit.apply(image, width - width % 8, height - height % 8, filter);
                    }
                    boolean grey = processor.path("do_convert_grayscale").asBoolean(false);
                    image =
                            grey
                                    ? image.grey()
                                    : processor.path("do_convert_rgb").asBoolean(false)
                                            ? image.rgb()
                                            : image;
                    Tensor.Floats values =
                            processor.path("do_binarize").asBoolean(false)
                                    ? PixelValues.binary(image)
                                    : processor.path("do_normalize").asBoolean(true)
                                            ? PixelValues.normalized(image)
                                            : PixelValues.unit(image);
                    // Then
                    if (reference.has("output_binary_nhwc")) {
                        checkMask(reference, values);
                        return;
                    }
                    int slack = exact(reference) ? 0 : 1;
                    JsonNode expected = reference.get("output_uint8_nhwc");
                    for (int i = 0; i < expected.size(); i++) {
                        assertThat(image.bytes()[i] & 0xff)
                                .as("pixel %d", i)
                                .isBetween(
                                        expected.get(i).asInt() - slack,
                                        expected.get(i).asInt() + slack);
                    }
                    float[] head = Golden.floats(reference.get("output_head_nchw"));
                    assertThat(Arrays.copyOf(values.values(), head.length))
                            .containsExactly(head, offset(slack == 0 ? 1e-6f : 0.008f));
                });
    }

    /**
     * A mask may differ in a few edge pixels where the reference resizes its axes in the other
     * order.
     */
    private static void checkMask(JsonNode reference, Tensor.Floats values) {
        float[] expected = Golden.floats(reference.get("output_binary_nhwc"));
        int different = 0;
        for (int i = 0; i < expected.length; i++) {
            different += values.values()[i] == expected[i] ? 0 : 1;
        }
        assertThat(different).isLessThanOrEqualTo(exact(reference) ? 0 : expected.length / 50);
    }

    private static boolean exact(JsonNode reference) {
        String order = reference.path("pass_order").asText("");
        return order.equals("hv") || order.equals("either");
    }

    @TestFactory
    Stream<DynamicTest> imagePreprocessTensor() {
        return cases(
                "image_preprocess_tensor",
                reference -> {
                    Tensor.Floats input =
                            tensor(reference.get("input"), reference.get("input_shape"));
                    Tensor.Floats output =
                            PixelValues.nearest(
                                    input,
                                    reference.get("height").asInt(),
                                    reference.get("width").asInt());
                    float[] expected = Golden.floats(reference.get("output"));
                    boolean normalized = Arrays.equals(output.values(), expected);
                    for (int i = 0; i < expected.length; i++) {
                        float value = normalized ? output.values()[i] : 2 * output.values()[i] - 1;
                        assertThat(value).isEqualTo(expected[i], offset(1e-6f));
                    }
                });
    }

    @TestFactory
    Stream<DynamicTest> imagePostprocess() {
        return cases(
                "image_postprocess",
                reference -> {
                    JsonNode shape = reference.get("shape");
                    float[] all = Golden.floats(reference.get("input"));
                    int one = all.length / shape.get(0).asInt();
                    for (int item = 0; item < shape.get(0).asInt(); item++) {
                        Pixels pixels =
                                PixelValues.pixels(
                                        Tensor.floats(
                                                Arrays.copyOfRange(
                                                        all, item * one, (item + 1) * one),
                                                shape.get(1).asInt(),
                                                shape.get(2).asInt(),
                                                shape.get(3).asInt()));
                        for (int i = 0; i < one; i++) {
                            assertThat(pixels.bytes()[i] & 0xff)
                                    .isEqualTo(
                                            reference
                                                    .get("uint8_nhwc")
                                                    .get(item * one + i)
                                                    .asInt());
                        }
                    }
                });
    }

    @TestFactory
    Stream<DynamicTest> inpaintMask() {
        return cases(
                "inpaint_mask",
                reference -> {
                    // Given
                    int width = reference.get("width").asInt();
                    int height = reference.get("height").asInt();
                    // When
                    Tensor.Floats image =
                            PixelValues.normalized(
                                    Resize.to(
                                            pixels(reference.get("image")),
                                            width,
                                            height,
                                            Resample.LANCZOS));
                    Tensor.Floats mask =
                            PixelValues.binary(
                                    Resize.to(
                                            pixels(reference.get("mask")),
                                            width,
                                            height,
                                            Resample.LANCZOS));
                    Tensor.Floats masked = Given.masked(image, mask);
                    Tensor.Floats latent = PixelValues.nearest(mask, height / 8, width / 8);
                    // Then
                    assertThat(mask.values())
                            .isEqualTo(Golden.floats(reference.get("mask_condition")));
                    assertThat(latent.values())
                            .isEqualTo(Golden.floats(reference.get("latent_mask")));
                    double sum = 0;
                    double absolute = 0;
                    for (float value : masked.values()) {
                        sum += value;
                        absolute += Math.abs(value);
                    }
                    JsonNode checksum = reference.get("masked_image_checksum");
                    double slack =
                            reference.get("pass_order_image").asText().equals("vh")
                                    ? masked.elements() / 127.0
                                    : 1e-3;
                    assertThat(sum).isEqualTo(checksum.get("sum").asDouble(), offset(slack));
                    assertThat(absolute)
                            .isEqualTo(checksum.get("sum_abs").asDouble(), offset(slack));
                });
    }

    @TestFactory
    Stream<DynamicTest> maskBlur() {
        return cases(
                "mask_blur",
                reference ->
                        assertThat(
                                        Blur.gaussian(
                                                        pixels(reference.get("mask")),
                                                        reference.get("blur_factor").asDouble())
                                                .bytes())
                                .isEqualTo(pixels(reference.get("output")).bytes()));
    }

    @TestFactory
    Stream<DynamicTest> cropRegion() {
        return cases(
                "crop_region",
                reference -> {
                    // Given
                    Pixels mask =
                            Pixels.blank(
                                    reference.get("mask_width").asInt(),
                                    reference.get("mask_height").asInt(),
                                    1);
                    JsonNode box = reference.get("mask_box_255");
                    for (int y = box.get(1).asInt(); y < box.get(3).asInt(); y++) {
                        for (int x = box.get(0).asInt(); x < box.get(2).asInt(); x++) {
                            mask.bytes()[y * mask.width() + x] = (byte) 255;
                        }
                    }
                    // When
                    Region region =
                            Region.around(
                                    mask,
                                    reference.get("width").asInt(),
                                    reference.get("height").asInt(),
                                    reference.get("pad").asInt());
                    // Then
                    JsonNode expected = reference.get("crop_region");
                    assertThat(region)
                            .isEqualTo(
                                    new Region(
                                            expected.get(0).asInt(),
                                            expected.get(1).asInt(),
                                            expected.get(2).asInt(),
                                            expected.get(3).asInt()));
                });
    }

    @TestFactory
    Stream<DynamicTest> overlay() {
        return cases(
                "overlay",
                reference -> {
                    Pixels original = pixels(reference.get("init_image"));
                    Pixels painted = pixels(reference.get("image"));
                    JsonNode box = reference.get("crop_coords");
                    if (!box.isNull()) {
                        var region =
                                new Region(
                                        box.get(0).asInt(),
                                        box.get(1).asInt(),
                                        box.get(2).asInt(),
                                        box.get(3).asInt());
                        painted =
                                Overlay.placed(
                                        painted, region, original.width(), original.height());
                    }
                    Pixels made = Overlay.apply(pixels(reference.get("mask")), original, painted);
                    assertThat(Difference.of(made, pixels(reference.get("output"))).largest())
                            .isLessThanOrEqualTo(box.isNull() ? 0 : 1);
                });
    }

    @TestFactory
    Stream<DynamicTest> guidance() {
        return cases(
                "guidance",
                reference -> {
                    // Given
                    var guidance =
                            new Guidance(
                                    reference.get("guidance_scale").asDouble(),
                                    reference.get("guidance_rescale").asDouble(),
                                    0,
                                    1);
                    float[] unconditional = Golden.floats(reference.get("uncond"));
                    float[] conditional = Golden.floats(reference.get("text"));
                    float[] expected = Golden.floats(reference.get("rescaled"));
                    int one = expected.length / reference.get("shape").get(0).asInt();
                    for (int from = 0; from < expected.length; from += one) {
                        // When
                        var out = new float[one];
                        guidance.combine(
                                Arrays.copyOfRange(unconditional, from, from + one),
                                Arrays.copyOfRange(conditional, from, from + one),
                                out);
                        // Then
                        assertThat(out)
                                .containsExactly(
                                        Arrays.copyOfRange(expected, from, from + one),
                                        offset(1e-5f));
                    }
                });
    }
}
