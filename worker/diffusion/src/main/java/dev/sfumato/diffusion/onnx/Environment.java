package dev.sfumato.diffusion.onnx;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;

import org.slf4j.LoggerFactory;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
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
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            hold();
            return environment;
        }

        /**
         * The runtime counts how often it was set up and is taken down with the last holder. Its
         * Java API lets go while the process ends, beside sessions that are in use or being opened,
         * which kills the process. A second holder, who never lets go, prevents that. With a
         * version of the API that lacks these members, things stay as they were.
         */
        private static void hold() {
            try {
                Field api =
                        Class.forName("ai.onnxruntime.OnnxRuntime")
                                .getDeclaredField("ortApiHandle");
                Method create =
                        OrtEnvironment.class.getDeclaredMethod(
                                "createHandle", long.class, int.class, String.class);
                api.setAccessible(true);
                create.setAccessible(true);
                int level = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue();
                create.invoke(null, api.getLong(null), level, "sfumato");
            } catch (ReflectiveOperationException | RuntimeException e) {
                LoggerFactory.getLogger(Environment.class)
                        .atDebug()
                        .setCause(e)
                        .log("the runtime isn't held");
            }
        }
    }
}
