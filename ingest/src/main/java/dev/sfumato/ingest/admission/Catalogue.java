package dev.sfumato.ingest.admission;

import dev.sfumato.schemas.requests.ModelDirectory;

/** The models that may be asked for, and where they run. Any thread. */
public interface Catalogue extends ModelDirectory {

    /** The pool whose workers run a model; a pool that exists, also while no worker lives. */
    String poolOf(String model);
}
