package dev.sfumato.platform.submission;

import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.artifacts.ImageLimits;
import dev.sfumato.platform.artifacts.ImageLimits.Verdict;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.schemas.requests.DataUrl;
import dev.sfumato.schemas.requests.Violation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The inputs of one request: all are judged before any is stored. One thread. */
final class Inputs {
    private final String tenant;
    private final ArtifactStore store;
    private final ImageLimits limits;
    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, Picture> pictures = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    /** A picture that is accepted; the type is what its bytes say, not what its URL claims. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Picture(String mediaType, byte[] bytes) {}

    Inputs(String tenant, ArtifactStore store, ImageLimits limits) {
        this.tenant = tenant;
        this.store = store;
        this.limits = limits;
    }

    /**
     * Judges an input.
     *
     * @param value a {@code data:} URL, or an artifact's id
     */
    void add(String name, String value) {
        if (DataUrl.is(value)) {
            addPicture(name, value);
        } else if (store.find(tenant, value).isPresent()) {
            ids.put(name, value);
        } else {
            refuse(name, "must be an artifact that is stored, got " + value);
        }
    }

    /**
     * Stores what came inside the request.
     *
     * @return name to artifact id
     * @throws ProblemException with every input that was refused; nothing is stored then
     */
    Map<String, String> store() {
        if (!violations.isEmpty()) {
            throw new ProblemException(Problem.invalid(violations));
        }
        pictures.forEach(
                (name, picture) -> {
                    var stored = store.put(tenant, picture.mediaType(), picture.bytes());
                    ids.put(name, stored.id());
                });
        return ids;
    }

    private void addPicture(String name, String url) {
        byte[] bytes;
        try {
            bytes = DataUrl.parse(url).bytes();
        } catch (IllegalArgumentException e) {
            refuse(name, String.valueOf(e.getMessage()));
            return;
        }
        switch (limits.judge(bytes)) {
            case Verdict.Refused refused -> refuse(name, refused.rule());
            case Verdict.Accepted accepted ->
                    pictures.put(name, new Picture(accepted.header().format().mediaType(), bytes));
        }
    }

    private void refuse(String name, String message) {
        violations.add(new Violation(name, message));
    }
}
