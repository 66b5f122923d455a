package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The served OpenAPI document against the server, every field fuzzed by schemathesis. */
final class OpenApiTest {
    private static final Duration PATIENCE = Duration.ofMinutes(9);
    private static final String CHECKS =
            "not_a_server_error,status_code_conformance,content_type_conformance,"
                    + "response_headers_conformance,response_schema_conformance,"
                    + "negative_data_rejection,unsupported_method";

    @Test
    void holdsWhateverIsSent(@TempDir Path folder) throws Exception {
        // Given
        boolean full = "full".equals(System.getProperty("sfumato.acceptance"));
        Python python = Python.with("contracts");
        try (Server server = Server.up(folder);
                Client client = server.client()) {
            // Whatever is accepted need not be drawn.
            pause(client);
            // When
            Python.Ran ran =
                    python.run(
                            folder,
                            PATIENCE,
                            "schemathesis",
                            "run",
                            server.url().resolve("/openapi.yaml").toString(),
                            "--phases",
                            "examples,coverage,fuzzing",
                            "--checks",
                            CHECKS,
                            "--max-examples",
                            full ? "300" : "10",
                            "--workers",
                            "1",
                            "--seed",
                            "1",
                            "--continue-on-failure",
                            "--no-color",
                            "--suppress-health-check",
                            "all");
            // Then
            assertThat(ran.code()).as(ran.output() + ran.errors()).isZero();
            assertThat(client.get("/readyz").status()).isEqualTo(200);
        }
    }

    /** The pool is known a moment after the start. */
    private static void pause(Client client) throws Exception {
        Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
        while (client.post("/v1/pools/default:pause", "").status() != 202) {
            assertThat(Instant.now()).isBefore(deadline);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
