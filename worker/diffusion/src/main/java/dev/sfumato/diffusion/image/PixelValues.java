package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.Tensor;

/**
 * Between 8-bit pixels and the numbers a network takes: channel, row, column; -1 to 1 for pictures,
 * 0 or 1 for masks.
 */
public final class PixelValues {
    private PixelValues() {}

    /** Pixels as numbers from -1 to 1. */
    public static Tensor.Floats normalized(Pixels picture) {
        Tensor.Floats values = unit(picture);
        float[] v = values.values();
        for (int i = 0; i < v.length; i++) {
            v[i] = 2 * v[i] - 1;
        }
        return values;
    }

    /** Pixels as numbers from 0 to 1. */
    public static Tensor.Floats unit(Pixels picture) {
        int area = picture.width() * picture.height();
        var values = new float[picture.channels() * area];
        for (int i = 0; i < area; i++) {
            for (int c = 0; c < picture.channels(); c++) {
                values[c * area + i] = (picture.bytes()[i * picture.channels() + c] & 0xff) / 255f;
            }
        }
        return Tensor.floats(values, picture.channels(), picture.height(), picture.width());
    }

    /** A mask: 1 where the grey value is at least one half, 0 elsewhere. */
    public static Tensor.Floats binary(Pixels mask) {
        Tensor.Floats values = unit(mask.grey());
        float[] v = values.values();
        for (int i = 0; i < v.length; i++) {
            v[i] = v[i] < 0.5f ? 0 : 1;
        }
        return values;
    }

    /** Numbers from -1 to 1 as pixels; halves round to even. */
    public static Pixels pixels(Tensor.Floats decoded) {
        int channels = decoded.shape()[0];
        int height = decoded.shape()[1];
        int width = decoded.shape()[2];
        Pixels picture = Pixels.blank(width, height, channels);
        float[] values = decoded.values();
        for (int i = 0; i < width * height; i++) {
            for (int c = 0; c < channels; c++) {
                float unit = Math.clamp(values[c * width * height + i] * 0.5f + 0.5f, 0f, 1f);
                picture.bytes()[i * channels + c] = (byte) (int) Math.rint(unit * 255f);
            }
        }
        return picture;
    }

    /**
     * Planes in another size, each target pixel the source pixel at {@code floor(i * in / out)}.
     */
    public static Tensor.Floats nearest(Tensor.Floats values, int height, int width) {
        int channels = values.shape()[0];
        int fromHeight = values.shape()[1];
        int fromWidth = values.shape()[2];
        Tensor.Floats out = Tensor.zeros(channels, height, width);
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < height; y++) {
                int row =
                        (c * fromHeight + (int) Math.floor(y * ((float) fromHeight / height)))
                                * fromWidth;
                for (int x = 0; x < width; x++) {
                    out.values()[(c * height + y) * width + x] =
                            values.values()[
                                    row + (int) Math.floor(x * ((float) fromWidth / width))];
                }
            }
        }
        return out;
    }

    /**
     * Planes in a larger size, their last row and column repeated; themselves if nothing changes.
     */
    static Tensor.Floats extended(Tensor.Floats values, int height, int width) {
        int channels = values.shape()[0];
        int fromHeight = values.shape()[1];
        int fromWidth = values.shape()[2];
        if (fromHeight == height && fromWidth == width) {
            return values;
        }
        Tensor.Floats out = Tensor.zeros(channels, height, width);
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < height; y++) {
                int row = (c * fromHeight + Math.min(y, fromHeight - 1)) * fromWidth;
                for (int x = 0; x < width; x++) {
                    out.values()[(c * height + y) * width + x] =
                            values.values()[row + Math.min(x, fromWidth - 1)];
                }
            }
        }
        return out;
    }
}
