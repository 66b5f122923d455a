package dev.sfumato.acceptance;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import javax.imageio.ImageIO;

/** Generations of all kinds, of all tenants of a fleet. */
final class MixedRequests {
    private static final int[] SIZES = {96, 128, 192};
    private static final List<String> PROMPTS =
            List.of(
                    "a red house on green hills under a full moon",
                    "snowy mountains at sunset",
                    "a lighthouse at dusk",
                    "a cactus at noon");

    /** A generation that a tenant asks for. */
    record Asked(String tenant, String body) {}

    private MixedRequests() {}

    /**
     * That many: 4 to 50 steps, three sizes, with guidance and without, a quarter from a picture.
     */
    static List<Asked> of(Fleet fleet, int count, RandomGenerator random)
            throws IOException, InterruptedException {
        Map<String, String> pictures = new HashMap<>();
        for (String tenant : Fleet.TENANTS) {
            Client.Answer stored = fleet.client(tenant).upload(picture(), "image/png");
            if (stored.status() != 201) {
                throw new AssertionError("expected 201, got " + stored.json());
            }
            pictures.put(tenant, stored.json().path("id").asText());
        }
        List<Asked> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String tenant = Fleet.TENANTS.get(i % Fleet.TENANTS.size());
            int size = SIZES[i % SIZES.length];
            int steps = random.nextInt(4, 51);
            double guidance = random.nextBoolean() ? 4 : 1;
            String from =
                    random.nextInt(4) > 0
                            ? ""
                            : ",\"image\":\"%s\",\"strength\":0.7".formatted(pictures.get(tenant));
            String body =
                    """
                    {"model":"landscape","prompt":"%s","width":%d,"height":%d,"steps":%d,"guidance_scale":%s,"seed":%d%s}\
                    """
                            .formatted(
                                    PROMPTS.get(random.nextInt(PROMPTS.size())),
                                    size,
                                    size,
                                    steps,
                                    guidance,
                                    1000 + i,
                                    from);
            requests.add(new Asked(tenant, body));
        }
        return requests;
    }

    private static byte[] picture() throws IOException {
        var image = new BufferedImage(192, 192, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 192; y++) {
            for (int x = 0; x < 192; x++) {
                image.setRGB(x, y, y < 96 ? 0x80a0f0 : 0x308030 + x);
            }
        }
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
