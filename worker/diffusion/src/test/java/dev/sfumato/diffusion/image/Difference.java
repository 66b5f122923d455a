package dev.sfumato.diffusion.image;

/**
 * How two pictures differ.
 *
 * @param largest largest difference of a value, 0 to 255
 * @param beyond share of values that differ by more than 1
 */
record Difference(int largest, double beyond) {
    static Difference of(Pixels one, Pixels other) {
        if (one.width() != other.width() || one.height() != other.height()) {
            return new Difference(255, 1);
        }
        byte[] a = one.rgb().bytes();
        byte[] b = other.rgb().bytes();
        int largest = 0;
        int beyond = 0;
        for (int i = 0; i < a.length; i++) {
            int difference = Math.abs((a[i] & 0xff) - (b[i] & 0xff));
            largest = Math.max(largest, difference);
            beyond += difference > 1 ? 1 : 0;
        }
        return new Difference(largest, (double) beyond / a.length);
    }
}
