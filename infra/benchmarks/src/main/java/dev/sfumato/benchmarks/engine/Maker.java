package dev.sfumato.benchmarks.engine;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.benchmarks.measure.Json;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** This project's engine as a peer: answers each job line with a line. */
final class Maker {
    private Maker() {}

    /** Serves until its input ends. */
    static void serve(Work work, BufferedReader jobs, PrintStream answers) throws IOException {
        try (OurLoop loop = OurLoop.open(work)) {
            answers.println(Json.object().set("versions", Json.object().put("java", java())));
            String line = jobs.readLine();
            while (line != null) {
                JsonNode job = Json.parse(line);
                byte[] png = loop.png(job.path("prompt").asText(), job.path("seed").asLong());
                Files.write(Path.of(job.path("file").asText()), png);
                answers.println(Json.object().put("made", job.path("file").asText()));
                line = jobs.readLine();
            }
        }
    }

    private static String java() {
        return Runtime.version().toString();
    }
}
