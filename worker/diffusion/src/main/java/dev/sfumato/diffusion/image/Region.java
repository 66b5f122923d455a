package dev.sfumato.diffusion.image;

/** A rectangle of pixels; right and bottom lie outside. */
record Region(int left, int top, int right, int bottom) {
    int width() {
        return right - left;
    }

    int height() {
        return bottom - top;
    }

    /**
     * What a mask covers, with {@code padding} pixels around it, widened to the shape of the result
     * where the mask's picture has room.
     *
     * @param mask grey; anything but black counts
     */
    static Region around(Pixels mask, int width, int height, int padding) {
        Region covered = covered(mask);
        Region padded =
                new Region(
                        Math.max(covered.left - padding, 0),
                        Math.max(covered.top - padding, 0),
                        Math.min(covered.right + padding, mask.width()),
                        Math.min(covered.bottom + padding, mask.height()));
        double shape = (double) width / height;
        if ((double) padded.width() / padded.height() > shape) {
            int missing = (int) (padded.width() / shape - padded.height());
            int[] span = widened(padded.top, padded.bottom, missing, mask.height());
            return new Region(padded.left, span[0], padded.right, span[1]);
        }
        int missing = (int) (padded.height() * shape - padded.width());
        int[] span = widened(padded.left, padded.right, missing, mask.width());
        return new Region(span[0], padded.top, span[1], padded.bottom);
    }

    private static int[] widened(int low, int high, int missing, int limit) {
        int from = low - Math.floorDiv(missing, 2);
        int to = high + missing - Math.floorDiv(missing, 2);
        if (to >= limit) {
            from -= to - limit;
            to = limit;
        }
        if (from < 0) {
            to -= from;
            from = 0;
        }
        return new int[] {from, Math.min(to, limit)};
    }

    private static Region covered(Pixels mask) {
        int left = mask.width();
        int top = mask.height();
        int right = 0;
        int bottom = 0;
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                if (mask.at(x, y, 0) != 0) {
                    left = Math.min(left, x);
                    right = Math.max(right, x + 1);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y + 1);
                }
            }
        }
        return right == 0
                ? new Region(0, 0, mask.width(), mask.height())
                : new Region(left, top, right, bottom);
    }
}
