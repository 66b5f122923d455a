package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.Need;

/** What a {@link Policy} may know of a device's calls. */
public interface Costs {
    /** Rows that a call of this shape may have; a run with more rows travels alone. */
    int limit(Need.Call call);

    /** Nanoseconds that a call of this shape with that many rows should take; 0 if not known. */
    double expected(Need.Call call, int rows);

    /** Whether rows of both may travel in one call. */
    boolean canShare(Need.Call one, Need.Call other);
}
