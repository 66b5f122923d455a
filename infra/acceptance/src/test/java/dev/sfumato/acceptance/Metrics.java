package dev.sfumato.acceptance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Figures of a service, as Prometheus reads them. */
final class Metrics {
    private Metrics() {}

    /** By name with labels, as {@code runs_total{outcome="failed"}}. */
    static Map<String, Double> read(URI service) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(service.resolve("/metrics"))
                        .timeout(Duration.ofSeconds(10))
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return parse(http.send(request, BodyHandlers.ofString()).body());
        }
    }

    private static Map<String, Double> parse(String text) {
        Map<String, Double> figures = new HashMap<>();
        for (String line : text.lines().toList()) {
            int space = line.lastIndexOf(' ');
            if (!line.startsWith("#") && space > 0) {
                figures.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            }
        }
        return figures;
    }
}
