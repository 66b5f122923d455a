package dev.sfumato.ingest.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.artifacts.ImageHeader;
import dev.sfumato.platform.artifacts.ImageLimits.Verdict;
import dev.sfumato.platform.artifacts.StoredArtifact;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.schemas.requests.Violation;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

import java.util.List;

/** {@code POST /v1/artifacts}: stores a picture for later requests. */
final class UploadHandler implements Handler<RoutingContext> {
    private final IngestRoutes.Parts parts;

    UploadHandler(IngestRoutes.Parts parts) {
        this.parts = parts;
    }

    @Override
    public void handle(RoutingContext context) {
        String tenant = Access.caller(context).tenant();
        Buffer body = context.body().buffer();
        byte[] bytes = body == null ? new byte[0] : body.getBytes();
        ImageHeader header = judged(bytes);
        Answers.blocking(
                        parts.vertx(),
                        () -> parts.store().put(tenant, header.format().mediaType(), bytes))
                .onSuccess(stored -> Answers.send(context, 201, json(stored, header)))
                .onFailure(context::fail);
    }

    private ImageHeader judged(byte[] bytes) {
        return switch (parts.limits().judge(bytes)) {
            case Verdict.Accepted accepted -> accepted.header();
            case Verdict.Refused refused ->
                    throw new ProblemException(
                            Problem.invalid(List.of(new Violation("body", refused.rule()))));
        };
    }

    private static ObjectNode json(StoredArtifact stored, ImageHeader header) {
        return Answers.JSON
                .createObjectNode()
                .put("id", stored.id())
                .put("sha256", stored.id())
                .put("media_type", stored.mediaType())
                .put("width", header.width())
                .put("height", header.height())
                .put("bytes", stored.bytes());
    }
}
