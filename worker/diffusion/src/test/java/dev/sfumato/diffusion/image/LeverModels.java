package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.TemporaryModel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** The sd15 case's folder with a U-Net of {@code src/test/python/lever_models.py}. */
final class LeverModels {
    private LeverModels() {}

    /** A U-Net in two parts. */
    static TemporaryModel twoPart(Path folder, String sfumato) {
        return with("two_part", folder, sfumato);
    }

    /** A U-Net that takes adapters. */
    static TemporaryModel lowRank(Path folder) {
        return with("low_rank", folder, "{}");
    }

    private static TemporaryModel with(String parts, Path folder, String sfumato) {
        TemporaryModel model = TemporaryModel.copy("sd15", folder);
        try {
            Path from = Path.of(LeverModels.class.getResource("/levers/" + parts).toURI());
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path to = model.path().resolve(from.relativize(file).toString());
                    Files.createDirectories(to.getParent());
                    Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        model.write("sfumato.json", sfumato.getBytes(StandardCharsets.UTF_8));
        return model;
    }
}
