package dev.sfumato.diffusion.signal;

import dev.sfumato.diffusion.pipeline.Artifact;
import dev.sfumato.diffusion.pipeline.Codec;
import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Tensor;

import java.nio.ByteBuffer;
import java.util.Map;

/** Signals as 32-bit big-endian floats. */
final class SignalCodec implements Codec {
    private static final String MEDIA_TYPE = "application/octet-stream";

    @Override
    public Tensor.Floats read(String input, byte[] media, Request request) {
        var values = new float[media.length / Float.BYTES];
        ByteBuffer.wrap(media).asFloatBuffer().get(values);
        return Tensor.floats(values, values.length);
    }

    @Override
    public Artifact write(Tensor.Floats decoded, Request request, int index) {
        return new Artifact(
                MEDIA_TYPE,
                bytes(decoded),
                Map.of("samples", decoded.elements()),
                request.seed() + index);
    }

    @Override
    public Preview preview(Tensor.Floats denoised, int step, int image) {
        return new Preview(step, image, MEDIA_TYPE, bytes(denoised));
    }

    private static byte[] bytes(Tensor.Floats signal) {
        var bytes = ByteBuffer.allocate(signal.elements() * Float.BYTES);
        bytes.asFloatBuffer().put(signal.values());
        return bytes.array();
    }
}
