package dev.sfumato.benchmarks.batching;

import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.diffusion.pipeline.Progress;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Rows;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A run that asks for what a picture needs, encoding, steps and decoding, and makes none. */
final class SimulatedRun implements Job {
    static final String MODEL = "simulated";
    static final String ENCODER = "text_encoder";
    static final String DENOISER = "unet";
    static final String DECODER = "vae_decoder";

    /** A latent has an eighth of the width; less does here, as long as sizes differ. */
    private static final int SCALE = 32;

    private final Card card;
    private final Need.Call encode;
    private final Need.Call denoise;
    private final List<Need.Call> decode;
    private boolean encoded;
    private int step;
    private int decoded;

    /**
     * Nothing is done yet.
     *
     * @param tile side in pixels of the tiles in which larger pictures are decoded
     */
    SimulatedRun(Card card, int tile) {
        this.card = card;
        Row words = new Row(Map.of("input_ids", Tensor.zeros(1)));
        Row latent = latent(card.height(), card.width());
        encode = call(ENCODER, words, card.rows());
        denoise = call(DENOISER, latent, card.rows());
        decode = decoding(card, tile);
    }

    /** As the engine cuts: tiles begin every three quarters of their side. */
    private static List<Need.Call> decoding(Card card, int tile) {
        if (tile >= card.height() && tile >= card.width()) {
            return List.of(call(DECODER, latent(card.height(), card.width()), 1));
        }
        List<Need.Call> calls = new ArrayList<>();
        for (int y = 0; y < card.height(); y += tile / 4 * 3) {
            for (int x = 0; x < card.width(); x += tile / 4 * 3) {
                int height = Math.min(tile, card.height() - y);
                int width = Math.min(tile, card.width() - x);
                calls.add(call(DECODER, latent(height, width), 1));
            }
        }
        return calls;
    }

    private static Row latent(int height, int width) {
        return new Row(Map.of("sample", Tensor.zeros(height / SCALE, width / SCALE)));
    }

    /** Pixels of a row in units of 1024 × 1024. */
    static double megapixels(Row row) {
        Tensor latent = row.inputs().get("sample");
        if (latent == null) {
            throw new IllegalArgumentException("row must have a sample, got " + row.inputs());
        }
        int[] shape = latent.shape();
        return new Card(shape[1] * SCALE, shape[0] * SCALE, 1, false).megapixels();
    }

    @Override
    public Card card() {
        return card;
    }

    @Override
    public Need next() {
        if (!encoded) {
            return encode;
        }
        if (step < card.steps()) {
            return denoise;
        }
        return decoded == decode.size() ? new Need.Done(List.of()) : decode.get(decoded);
    }

    @Override
    public void accept(Outputs outputs) {
        if (!encoded) {
            encoded = true;
        } else if (step < card.steps()) {
            step++;
        } else {
            decoded++;
        }
    }

    @Override
    public Progress progress() {
        return new Progress(step, card.steps());
    }

    @Override
    public @Nullable Preview preview() {
        return null;
    }

    @Override
    public byte[] checkpoint() {
        return new byte[0];
    }

    private static Need.Call call(String component, Row row, int rows) {
        return new Need.Call(
                new Component(MODEL, component),
                Rows.of(Collections.nCopies(rows, row)),
                List.of("out"));
    }
}
