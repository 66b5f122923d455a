package dev.sfumato.diffusion.model;

import dev.sfumato.diffusion.pipeline.DiffusionException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Reads ONNX files, mapped while they are looked at. */
final class OnnxFile {
    private OnnxFile() {}

    /** Takes what it wants of a file's bytes, which are gone afterwards. */
    @FunctionalInterface
    interface Reading<T> {
        T of(ByteBuffer bytes) throws IOException;
    }

    /**
     * Reads a file.
     *
     * @throws DiffusionException if it can't be read, is too large or damaged
     */
    static <T> T read(Path file, Reading<T> reading) {
        try (FileChannel channel = FileChannel.open(file);
                Arena arena = Arena.ofConfined()) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                throw DiffusionException.unusable(
                        file, "must be at most 2 GiB, larger weights in external data", size);
            }
            return reading.of(
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena).asByteBuffer());
        } catch (BufferUnderflowException
                | IndexOutOfBoundsException
                | IllegalArgumentException
                | ArithmeticException e) {
            throw DiffusionException.unusable(
                    file, "must be a whole ONNX file", "a truncated or damaged one");
        } catch (IOException e) {
            throw DiffusionException.unusable(file, "must be readable", e);
        }
    }
}
