package dev.sfumato.diffusion.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;

import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where graphs run: {@code cpu}, {@code cuda[:n]}, {@code tensorrt[:n]}, {@code openvino}, {@code
 * coreml}, {@code directml}.
 */
public final class Device {
    private static final Map<String, OrtProvider> PROVIDERS = providers();

    private final String kind;
    private final int number;
    private final DeviceOptions options;

    private Device(String kind, int number, DeviceOptions options) {
        this.kind = kind;
        this.number = number;
        this.options = options;
    }

    /** The processor, shared with other work. */
    public static Device cpu() {
        return of("cpu", DeviceOptions.SHARED);
    }

    /**
     * The device of that name.
     *
     * @throws DiffusionException with {@link Failure.Device} if it isn't there, naming those that
     *     are
     */
    public static Device of(String name, DeviceOptions options) {
        String[] parts = name.split(":", 2);
        OrtProvider provider = PROVIDERS.get(parts[0]);
        if (provider == null || (parts.length == 2 && !parts[1].matches("\\d{1,3}"))) {
            throw failed(
                    name,
                    "must be one of "
                            + PROVIDERS.keySet()
                            + ", with :n behind cuda, tensorrt and directml");
        }
        environment();
        if (!OrtEnvironment.getAvailableProviders().contains(provider)) {
            throw failed(name, "isn't in this build of ONNX Runtime, which has " + available());
        }
        return new Device(parts[0], parts.length == 2 ? Integer.parseInt(parts[1]) : 0, options);
    }

    /** The devices that this build of ONNX Runtime knows. */
    public static Set<String> available() {
        environment();
        var present = new LinkedHashMap<>(PROVIDERS);
        present.values().retainAll(OrtEnvironment.getAvailableProviders());
        return present.keySet();
    }

    /** The version of ONNX Runtime that runs graphs here. */
    public static String runtimeVersion() {
        return environment().getVersion();
    }

    /** The device with its number, for example {@code cpu:0}. */
    public String name() {
        return kind + ":" + number;
    }

    /** How it works. */
    public DeviceOptions options() {
        return options;
    }

    /**
     * Loads every component of a model; whoever calls first owns the sessions.
     *
     * @throws DiffusionException with {@link Failure.Unusable} if a graph can't be loaded
     */
    public Sessions open(ModelCard card) {
        return Sessions.open(card.id(), card.folder(), this);
    }

    /** The runtime, set up by the first call. */
    static OrtEnvironment environment() {
        return Environment.INSTANCE;
    }

    /** Options for one session; the caller closes them. */
    SessionOptions sessionOptions() {
        var session = new SessionOptions();
        try {
            session.setIntraOpNumThreads(options.threads());
            spin(session, options.spinMicros());
            // It warns of every weight that an adapter may replace.
            session.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            session.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            switch (kind) {
                case "cuda" -> {
                    session.setMemoryPatternOptimization(false);
                    session.addCUDA(number);
                }
                case "tensorrt" -> session.addTensorrt(number);
                case "openvino" -> session.addOpenVINO("CPU");
                case "coreml" -> session.addCoreML();
                case "directml" -> session.addDirectML(number);
                default -> session.addCPU(true);
            }
            return session;
        } catch (OrtException e) {
            session.close();
            throw new DiffusionException(
                    new Failure.Device(name(), String.valueOf(e.getMessage())), e);
        }
    }

    private static void spin(SessionOptions session, int micros) throws OrtException {
        session.addConfigEntry("session.intra_op.allow_spinning", micros > 0 ? "1" : "0");
        if (micros > 0) {
            session.addConfigEntry("session.intra_op.spin_duration_us", String.valueOf(micros));
        }
    }

    private static DiffusionException failed(String name, String reason) {
        return new DiffusionException(new Failure.Device(name, reason));
    }

    private static Map<String, OrtProvider> providers() {
        var known = new LinkedHashMap<String, OrtProvider>();
        known.put("cpu", OrtProvider.CPU);
        known.put("cuda", OrtProvider.CUDA);
        known.put("tensorrt", OrtProvider.TENSOR_RT);
        known.put("openvino", OrtProvider.OPEN_VINO);
        known.put("coreml", OrtProvider.CORE_ML);
        known.put("directml", OrtProvider.DIRECT_ML);
        return known;
    }
}
