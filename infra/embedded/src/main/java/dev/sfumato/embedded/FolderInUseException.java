package dev.sfumato.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** Another running broker keeps its data in the folder. */
public final class FolderInUseException extends IOException {
    FolderInUseException(Path folder, String owner) {
        super(
                "the broker's data folder %s is in use by %s: stop it, or choose another folder"
                        .formatted(folder, owner));
    }
}
