package dev.sfumato.diffusion.golden;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The recorded files of {@code helpers}, each of the one kind whose name its own starts with. */
public final class HelperFiles {

    private static final List<String> KINDS =
            List.of(
                    "alphas_cumprod",
                    "beta_ppf",
                    "config_conversion",
                    "crop_region",
                    "guidance",
                    "image_postprocess",
                    "image_preprocess",
                    "image_preprocess_tensor",
                    "inpaint_mask",
                    "mask_blur",
                    "overlay",
                    "pipeline_rules",
                    "schedule_tables",
                    "sigma_helpers",
                    "sigma_to_t_sd15");

    private HelperFiles() {}

    /** All files of a kind, at least one. */
    public static List<Path> of(String kind) {
        if (!KINDS.contains(kind)) {
            throw new AssertionError("kind must be one of " + KINDS + ", got " + kind);
        }
        List<Path> files =
                GoldenFiles.files("helpers").stream()
                        .filter(file -> kindOf(file).filter(kind::equals).isPresent())
                        .toList();
        if (files.isEmpty()) {
            throw new AssertionError("helpers/" + kind + "*.json: no such file");
        }
        return files;
    }

    /** What a file holds, by the longest kind its name starts with; empty if none does. */
    static Optional<String> kindOf(Path file) {
        String name = file.getFileName().toString();
        return KINDS.stream().filter(name::startsWith).max(Comparator.comparingInt(String::length));
    }

    static List<String> kinds() {
        return KINDS;
    }
}
