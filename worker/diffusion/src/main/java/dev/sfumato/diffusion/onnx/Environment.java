package dev.sfumato.diffusion.onnx;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * ONNX Runtime, set up once per process, on a thread of its own: version 1.29 matches the process's
 * command line with a recursive regular expression, which overflows a stack of the usual megabyte
 * and kills the process without a word when the line has more than some 3,000 characters, as one
 * with a class path easily has.
 */
final class Environment {
    static final OrtEnvironment INSTANCE = create();

    /** Enough for the longest command line that Linux allows, 2 MiB; taken only as it's used. */
    private static final long STACK_BYTES = 1L << 30;

    private Environment() {}

    private static OrtEnvironment create() {
        var setUp = new FutureTask<OrtEnvironment>(new SetUp());
        new Thread(null, setUp, "onnxruntime", STACK_BYTES).start();
        try {
            return setUp.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("ONNX Runtime can't be set up", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ONNX Runtime was set up", e);
        }
    }

    /** A class of its own: the thread can't use the outer one, which waits for it. */
    private static final class SetUp implements Callable<OrtEnvironment> {
        /**
         * DJL's engine must come first: it sets up the environment's threads. It is kept from
         * reporting its use.
         */
        @Override
        public OrtEnvironment call() {
            System.setProperty("ai.djl.onnx.disable_alternative", "true");
            System.setProperty("OPT_OUT_TRACKING", "true");
            Engine.getEngine("OnnxRuntime");
            return OrtEnvironment.getEnvironment();
        }
    }
}
