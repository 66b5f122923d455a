package dev.sfumato.ingest.streams;

import org.apache.kafka.streams.state.HostInfo;

import java.util.List;

/** Which instance answers for a key. */
public sealed interface Owner {

    /** This one. */
    record Here() implements Owner {}

    /**
     * Another one.
     *
     * @param standbyHere whether this instance keeps a copy
     * @param standbys others that keep one
     */
    record There(HostInfo active, boolean standbyHere, List<HostInfo> standbys) implements Owner {
        public There {
            standbys = List.copyOf(standbys);
        }
    }

    /** Nobody at the moment: the key's partition is on its way. */
    record Nobody() implements Owner {}
}
