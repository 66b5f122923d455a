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

import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A run that asks for what a picture needs, encoding, steps and decoding, and makes none. */
final class SimulatedRun implements Job {
    static final String MODEL = "simulated";
    static final String ENCODER = "text_encoder";
    static final String DENOISER = "unet";
    static final String DECODER = "vae_decoder";

    /** A latent has an eighth of the width; less would do, what counts is that sizes differ. */
    private static final int SCALE = 64;

    private final Card card;
    private final Need.Call encode;
    private final Need.Call denoise;
    private final Need.Call decode;
    private boolean encoded;
    private int step;
    private boolean decoded;

    SimulatedRun(Card card) {
        this.card = card;
        Row words = new Row(Map.of("input_ids", Tensor.zeros(1)));
        Row latent =
                new Row(
                        Map.of(
                                "sample",
                                Tensor.zeros(card.height() / SCALE, card.width() / SCALE)));
        encode = call(ENCODER, words, card.rows());
        denoise = call(DENOISER, latent, card.rows());
        decode = call(DECODER, latent, 1);
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
        return decoded ? new Need.Done(List.of()) : decode;
    }

    @Override
    public void accept(Outputs outputs) {
        if (!encoded) {
            encoded = true;
        } else if (step < card.steps()) {
            step++;
        } else {
            decoded = true;
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
