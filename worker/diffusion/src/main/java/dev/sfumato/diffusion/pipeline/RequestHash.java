package dev.sfumato.diffusion.pipeline;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/** A hash over everything in a request that its artifacts depend on. */
final class RequestHash {
    private RequestHash() {}

    static String of(Request request) {
        MessageDigest digest = sha256();
        text(digest, request.task());
        text(digest, request.prompt());
        text(digest, String.valueOf(request.negativePrompt()));
        text(digest, request.negativePrompt() == null ? "absent" : "present");
        text(digest, request.steps() + " " + request.guidanceScale() + " " + request.scheduler());
        text(digest, request.seed() + " " + request.rng() + " " + request.count());
        text(digest, request.quality().name());
        request.lora().forEach(lora -> text(digest, lora.id() + " " + lora.weight()));
        new TreeMap<>(request.parameters())
                .forEach(
                        (name, value) -> {
                            text(digest, name);
                            text(digest, String.valueOf(value));
                        });
        new TreeMap<>(request.inputs())
                .forEach(
                        (name, media) -> {
                            text(digest, name);
                            digest.update(sha256().digest(media));
                        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void text(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
