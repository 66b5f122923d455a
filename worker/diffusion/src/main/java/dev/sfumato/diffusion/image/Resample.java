package dev.sfumato.diffusion.image;

/** How pixels are weighed when a picture is resized. */
public enum Resample {
    /** Windowed sinc over three lobes; the reference's default. */
    LANCZOS(3),
    /** Triangle. */
    BILINEAR(1),
    /** Cubic convolution, a = -0.5. */
    BICUBIC(2),
    /** The pixel whose centre is nearest. */
    NEAREST(0);

    private final double support;

    Resample(double support) {
        this.support = support;
    }

    /** Half the kernel's width, in source pixels at equal size. */
    double support() {
        return support;
    }

    double weight(double distance) {
        double x = Math.abs(distance);
        return switch (this) {
            case LANCZOS -> x < 3 ? sinc(x) * sinc(x / 3) : 0;
            case BILINEAR -> x < 1 ? 1 - x : 0;
            case BICUBIC -> cubic(x);
            case NEAREST -> throw new IllegalStateException("nearest has no weights");
        };
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
    }

    private static double cubic(double x) {
        if (x < 1) {
            return ((-0.5 + 2) * x - (-0.5 + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0;
    }
}
