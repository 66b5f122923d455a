package dev.sfumato.schemas.requests;

import java.util.HashSet;
import java.util.Set;

/** What the reader takes, for tests of other packages. */
public final class RequestFieldNames {
    private RequestFieldNames() {}

    /** Common fields and those of pictures. */
    public static Set<String> ofPictures() {
        Set<String> names = new HashSet<>(RequestFields.COMMON);
        names.addAll(ParametersSchema.PICTURE.properties().keySet());
        return names;
    }
}
