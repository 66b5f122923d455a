package dev.sfumato.diffusion.image;

/** How a picture is brought to a size of another shape. */
public enum Fit {
    /** Each axis on its own. */
    STRETCH,
    /** The whole picture in the middle, what is left free filled from its edges. */
    FILL,
    /** The middle of the picture, what sticks out cut off. */
    CROP;

    /** The picture in that size. */
    public Pixels apply(Pixels picture, int width, int height, Resample filter) {
        return switch (this) {
            case STRETCH -> Resize.to(picture, width, height, filter);
            case FILL -> fill(picture.rgb(), width, height, filter);
            case CROP -> crop(picture.rgb(), width, height, filter);
        };
    }

    private static Pixels fill(Pixels picture, int width, int height, Resample filter) {
        boolean wide = isWider(picture, width, height);
        int innerWidth = wide ? width : picture.width() * height / picture.height();
        int innerHeight = wide ? picture.height() * width / picture.width() : height;
        Pixels inner = Resize.to(picture, innerWidth, innerHeight, filter);
        Pixels out = Pixels.blank(width, height, 3);
        int left = width / 2 - innerWidth / 2;
        int top = height / 2 - innerHeight / 2;
        out.paste(inner, left, top);
        if (wide && top > 0) {
            out.paste(Resize.edgeRows(inner, 0, top), 0, 0);
            out.paste(Resize.edgeRows(inner, innerHeight, top), 0, top + innerHeight);
        } else if (!wide && left > 0) {
            out.paste(Resize.edgeColumns(inner, 0, left), 0, 0);
            out.paste(Resize.edgeColumns(inner, innerWidth, left), left + innerWidth, 0);
        }
        return out;
    }

    private static Pixels crop(Pixels picture, int width, int height, Resample filter) {
        boolean wide = isWider(picture, width, height);
        int outerWidth = wide ? picture.width() * height / picture.height() : width;
        int outerHeight = wide ? height : picture.height() * width / picture.width();
        Pixels out = Pixels.blank(width, height, 3);
        out.paste(
                Resize.to(picture, outerWidth, outerHeight, filter),
                width / 2 - outerWidth / 2,
                height / 2 - outerHeight / 2);
        return out;
    }

    /** Whether the picture is wider than the target, for its height. */
    private static boolean isWider(Pixels picture, int width, int height) {
        return (double) width / height < (double) picture.width() / picture.height();
    }
}
