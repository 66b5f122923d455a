package dev.sfumato.benchmarks.engine;

import ai.onnxruntime.OrtException;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.benchmarks.measure.Json;
import dev.sfumato.diffusion.noise.Rng;
import dev.sfumato.diffusion.text.ClipTokenizer;

import java.nio.FloatBuffer;

/**
 * What someone would write for one model straight on ONNX Runtime: no runs, needs or rows, nothing
 * but buffers and Euler's method. Only tokenizer and noise, which no step touches, are the
 * engine's.
 */
final class BareLoop implements Loop {
    private final Work work;
    private final ClipTokenizer tokenizer;
    private final JsonNode decoding;
    private final boolean velocity;
    private final EulerTable table;
    private final BareGraph text;
    private final BareGraph unet;
    private final BareGraph decoder;
    private final FloatBuffer embedded;
    private final FloatBuffer prompts;
    private final FloatBuffer sample;
    private final FloatBuffer predicted;
    private final FloatBuffer scaled;
    private final FloatBuffer picture;
    private final int timesteps;
    private final float[] latent;
    private int step;

    private BareLoop(Work work) throws OrtException {
        this.work = work;
        tokenizer = ClipTokenizer.read(work.model().resolve("tokenizer"));
        JsonNode scheduler = Json.read(work.model().resolve("scheduler/scheduler_config.json"));
        velocity = scheduler.path("prediction_type").asText().equals("v_prediction");
        table = EulerTable.of(scheduler, work.steps());
        decoding = Json.read(work.model().resolve("vae_decoder/config.json"));
        JsonNode config = Json.read(work.model().resolve("unet/config.json"));
        int channels = config.path("in_channels").asInt();
        int width = config.path("cross_attention_dim").asInt();
        int levels = decoding.path("block_out_channels").size() - 1;
        int high = work.height() >> levels;
        int wide = work.width() >> levels;
        text = new BareGraph(work, "text_encoder");
        unet = new BareGraph(work, "unet");
        decoder = new BareGraph(work, "vae_decoder");
        int tokens = tokenizer.length();
        text.input("input_ids", 2, tokens);
        embedded = text.output("last_hidden_state", 2, tokens, width);
        sample = unet.input("sample", 2, channels, high, wide).asFloatBuffer();
        timesteps = unet.isPerRow("timestep") ? 2 : 1;
        unet.input("timestep", timesteps == 2 ? new long[] {2} : new long[0]);
        prompts = unet.input("encoder_hidden_states", 2, tokens, width).asFloatBuffer();
        predicted = unet.output("out_sample", 2, channels, high, wide);
        scaled = decoder.input("latent_sample", 1, channels, high, wide).asFloatBuffer();
        picture = decoder.output("sample", 1, 3, work.height(), work.width());
        latent = new float[channels * high * wide];
    }

    /** The engine's environment must be there already: DJL wants to be first. */
    static BareLoop open(Work work) {
        try {
            return new BareLoop(work);
        } catch (OrtException e) {
            throw new IllegalStateException("the bare loop can't load " + work.model(), e);
        }
    }

    @Override
    public void begin(String prompt, long seed) {
        ids(0, tokenizer.sequence(""));
        ids(1, tokenizer.sequence(prompt));
        run(text);
        prompts.put(0, embedded, 0, prompts.capacity());
        Rng.TORCH_CPU.seeded(seed).normal(latent);
        for (int i = 0; i < latent.length; i++) {
            latent[i] *= (float) table.start();
        }
        step = 0;
    }

    @Override
    public void step() {
        double sigma = table.sigmas().get(step);
        float scale = (float) (1 / Math.sqrt(sigma * sigma + 1));
        int length = latent.length;
        for (int i = 0; i < length; i++) {
            float value = latent[i] * scale;
            sample.put(i, value);
            sample.put(length + i, value);
        }
        for (int row = 0; row < timesteps; row++) {
            unet.put("timestep", row, table.timesteps().get(step).longValue());
        }
        run(unet);
        move((float) sigma, (float) (table.sigmas().get(step + 1) - sigma), scale);
        step++;
    }

    @Override
    public byte[] finish() {
        float factor = (float) decoding.path("scaling_factor").asDouble();
        float shift = (float) decoding.path("shift_factor").asDouble(0);
        for (int i = 0; i < latent.length; i++) {
            scaled.put(i, latent[i] / factor + shift);
        }
        run(decoder);
        int pixels = work.width() * work.height();
        var rgb = new byte[3 * pixels];
        for (int i = 0; i < rgb.length; i++) {
            float value = picture.get(i % 3 * pixels + i / 3);
            rgb[i] = (byte) Math.rint(255 * Math.clamp(value / 2 + 0.5f, 0f, 1f));
        }
        return rgb;
    }

    @Override
    public void close() {
        try {
            text.close();
            unet.close();
            decoder.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private void move(float sigma, float delta, float scale) {
        float guidance = (float) work.guidanceScale();
        int length = latent.length;
        for (int i = 0; i < length; i++) {
            float without = predicted.get(i);
            float guided = without + guidance * (predicted.get(length + i) - without);
            // A velocity becomes the noise it implies: sigma times what is seen, and itself.
            float epsilon = velocity ? scale * guided + sigma * scale * scale * latent[i] : guided;
            latent[i] += epsilon * delta;
        }
    }

    private void ids(int row, int[] ids) {
        for (int i = 0; i < ids.length; i++) {
            text.put("input_ids", row * ids.length + i, ids[i]);
        }
    }

    private static void run(BareGraph graph) {
        try {
            graph.run();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
