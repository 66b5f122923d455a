package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sfumato.diffusion.TemporaryModel;
import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.onnx.Sessions;
import dev.sfumato.diffusion.pipeline.Artifact;
import dev.sfumato.diffusion.pipeline.Caller;
import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Driver;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Large pictures are decoded and encoded in tiles, as the reference does it. */
class TiledCallTest {
    private static final Path TILES = Path.of("src/test/resources/tiles");
    private static final int SIDE = 64;
    private static final int SCALE = 8;

    private static ModelCard card() {
        return new ModelCard(
                "tiles",
                PictureModality.NAME,
                "autoencoder",
                List.of("none"),
                new ModelCard.Defaults(1, 1, null),
                new ModelCard.Limits(1, 1, 1, 1),
                List.of(),
                "",
                "{}",
                "0",
                ModelFolder.open(TILES));
    }

    private static Tensor.Floats recorded(String name, boolean halves, int... shape)
            throws IOException {
        ByteBuffer bytes =
                ByteBuffer.wrap(Files.readAllBytes(TILES.resolve(name)))
                        .order(ByteOrder.LITTLE_ENDIAN);
        Tensor.Floats values = Tensor.zeros(shape);
        for (int i = 0; i < values.elements(); i++) {
            values.values()[i] = halves ? Float.float16ToFloat(bytes.getShort()) : bytes.getFloat();
        }
        assertThat(bytes.hasRemaining()).isFalse();
        return values;
    }

    private static Tensor.Floats drive(TiledCall call, Caller device) {
        for (Need need = call.next(); need != null; need = call.next()) {
            switch (need) {
                case Need.Call wanted -> call.accept(device.call(wanted));
                case Need.Compute compute -> call.accept(compute.task().run());
                case Need.Done ignored -> throw new AssertionError("a stage isn't done");
            }
        }
        return call.result();
    }

    private static double difference(Tensor.Floats one, Tensor.Floats other) {
        assertThat(one.shape()).isEqualTo(other.shape());
        double worst = 0;
        for (int i = 0; i < one.elements(); i++) {
            worst = Math.max(worst, Math.abs(one.values()[i] - other.values()[i]));
        }
        return worst;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void equalsTheReferencesTiling(int together) throws IOException {
        // Given
        JsonNode cases = new ObjectMapper().readTree(TILES.resolve("cases.json").toFile());
        try (Sessions sessions = Device.cpu().open(card())) {
            for (int k = 0; k < cases.size(); k++) {
                int height = cases.get(k).path("height").asInt();
                int width = cases.get(k).path("width").asInt();
                var decoder =
                        new TiledCall(
                                new Component("tiles", "vae_decoder"),
                                "latent_sample",
                                "sample",
                                recorded(k + "-latent.bin", true, 4, height, width),
                                new Tiles(height, width, SIDE / SCALE, SIDE, together));
                var encoder =
                        new TiledCall(
                                new Component("tiles", "vae_encoder"),
                                "sample",
                                "latent_parameters",
                                recorded(k + "-picture.bin", true, 3, 8 * height, 8 * width),
                                new Tiles(8 * height, 8 * width, SIDE, SIDE / SCALE, together));
                // When
                Tensor.Floats decoded = drive(decoder, sessions);
                Tensor.Floats encoded = drive(encoder, sessions);
                // Then
                assertThat(
                                difference(
                                        decoded,
                                        recorded(
                                                k + "-decoded.bin",
                                                false,
                                                3,
                                                8 * height,
                                                8 * width)))
                        .isLessThan(2e-5);
                assertThat(
                                difference(
                                        encoded,
                                        recorded(k + "-encoded.bin", false, 8, height, width)))
                        .isLessThan(2e-5);
            }
        }
    }

    private static ModelCard cut(TemporaryModel model, String own) {
        model.write("sfumato.json", own.getBytes(StandardCharsets.UTF_8));
        return Modalities.installed().recognise(ModelFolder.open(model.path()));
    }

    @Test
    void neverFeedsTheAutoencoderMoreThanTiles(@TempDir Path folder) {
        // Given
        ModelCard card =
                cut(TemporaryModel.copy("sd15", folder), "{\"tile_size\": 64, \"tile_above\": 64}");
        byte[] given = PngWriter.write(Pixels.blank(80, 80, 3), Map.of());
        Request request =
                Request.of(PictureRequest.IMAGE_TO_IMAGE, "a fox", 2, 1, 1)
                        .withInput("image", given)
                        .with("width", 136)
                        .with("height", 72);
        var calls = new java.util.ArrayList<Need.Call>();
        // When
        List<Artifact> made;
        try (Sessions sessions = Device.cpu().open(card)) {
            made =
                    Driver.drive(
                            Modalities.installed().pipeline(card).plan(request),
                            call -> {
                                calls.add(call);
                                return sessions.call(call);
                            });
        }
        // Then
        assertThat(made.getFirst().attributes())
                .containsEntry("width", 136)
                .containsEntry("height", 72);
        List<Need.Call> tiled =
                calls.stream().filter(call -> call.component().name().startsWith("vae")).toList();
        assertThat(tiled).hasSizeGreaterThan(8);
        for (Need.Call call : tiled) {
            int scale = call.component().name().equals("vae_encoder") ? 1 : 64 / latentSide(card);
            for (Row row : call.rows().list()) {
                int[] shape = row.inputs().values().iterator().next().shape();
                assertThat(shape[1] * scale).isLessThanOrEqualTo(64);
                assertThat(shape[2] * scale).isLessThanOrEqualTo(64);
            }
        }
    }

    private static int latentSide(ModelCard card) {
        int levels =
                card.folder().config("vae_decoder/config.json").list("block_out_channels").size();
        return 64 >> (levels - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"tile_size\": 33}", "{\"tile_size\": 64, \"tile_above\": 32}"})
    void refusesTilesThatDontFit(String own, @TempDir Path folder) {
        TemporaryModel model = TemporaryModel.copy("sd15", folder);
        assertThatExceptionOfType(DiffusionException.class)
                .isThrownBy(() -> cut(model, own))
                .withMessageContaining("sfumato.json: 'tile_");
    }
}
