import com.google.googlejavaformat.java.Main;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks ({@code check}) or rewrites ({@code write}) every Java source below a folder. The formatter parses with the
 * running JDK's compiler, so it runs on the toolchain's JDK rather than inside Maven's.
 */
final class Format {
    private Format() {}

    public static void main(String[] arguments) throws Exception {
        boolean write = arguments[0].equals("write");
        List<String> options = new ArrayList<>(List.of("--aosp"));
        options.addAll(write ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
        try (Stream<Path> paths = Files.walk(Path.of(arguments[1]))) {
            paths.filter(Format::isSource).map(Path::toString).forEach(options::add);
        }
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int status = new Main(out, err, System.in).format(options.toArray(String[]::new));
        if (status != 0) {
            err.println("The files above are not formatted: run `mvn -N validate -Dformat=write`");
        }
        System.exit(status);
    }

    private static boolean isSource(Path path) {
        String name = path.toString();
        return name.endsWith(".java") && !name.contains("/target/") && !name.contains("/infra/format/");
    }
}
