package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.Arrangement;

/**
 * A latent as a list of patches, row by row: each holds, channel after channel, the four positions
 * of a 2 x 2 square.
 *
 * @param channels of the latent
 * @param height rows of the latent, even
 * @param width columns of the latent, even
 */
record Patches(int channels, int height, int width) implements Arrangement {
    /** Positions along each side of a patch. */
    static final int SIDE = 2;

    /** How many there are. */
    int count() {
        return height / SIDE * (width / SIDE);
    }

    /** Numbers in each. */
    int length() {
        return channels * SIDE * SIDE;
    }

    /** Row and column of each, behind a zero. */
    long[] places() {
        var places = new long[count() * 3];
        for (int patch = 0; patch < count(); patch++) {
            places[3 * patch + 1] = patch / (width / SIDE);
            places[3 * patch + 2] = patch % (width / SIDE);
        }
        return places;
    }

    @Override
    public void toModel(float[] latent, float[] input) {
        for (int at = 0; at < latent.length; at++) {
            input[packed(at)] = latent[at];
        }
    }

    @Override
    public void fromModel(float[] prediction, float[] scratch) {
        System.arraycopy(prediction, 0, scratch, 0, prediction.length);
        for (int at = 0; at < prediction.length; at++) {
            prediction[at] = scratch[packed(at)];
        }
    }

    /** Where a number of the latent stands in the list. */
    private int packed(int at) {
        int x = at % width;
        int y = at / width % height;
        int channel = at / width / height;
        int patch = y / SIDE * (width / SIDE) + x / SIDE;
        return patch * length() + channel * SIDE * SIDE + y % SIDE * SIDE + x % SIDE;
    }
}
