package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A client that asks again, at another door, until one answers. */
record Careful(List<Client> doors, Duration patience) {
    private static final Duration AGAIN = Duration.ofMillis(200);

    /** Submits the n-th request, always with the same key, until one door takes it; its id. */
    String submit(String body, int n) throws InterruptedException, IOException {
        Instant deadline = Instant.now().plus(patience);
        for (int attempt = n; Instant.now().isBefore(deadline); attempt++) {
            try {
                Client.Answer answer =
                        door(attempt)
                                .post("/v1/generations", body, "Idempotency-Key", "order-" + n);
                if (answer.status() == 202) {
                    return answer.json().path("id").asText();
                }
                assertThat(answer.status()).as(answer.json().toString()).isEqualTo(503);
            } catch (IOException e) {
                // That one is dead; the next may live.
            }
            LockSupport.parkNanos(AGAIN.toNanos());
        }
        throw new AssertionError("nobody took request " + n + " within " + patience);
    }

    /** The terminal status of a generation, from whoever knows it. */
    String status(String id) throws InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        for (int attempt = 0; Instant.now().isBefore(deadline); attempt++) {
            try {
                Client.Answer answer = door(attempt).get("/v1/generations/" + id);
                String status = answer.json().path("status").asText();
                if (answer.status() == 200 && Watcher.TERMINAL.contains(status)) {
                    return status;
                }
            } catch (IOException e) {
                // That one is dead; the next may live.
            }
            LockSupport.parkNanos(AGAIN.dividedBy(10).toNanos());
        }
        throw new AssertionError(id + " didn't end within " + patience);
    }

    private Client door(int attempt) {
        return doors.get(attempt % doors.size());
    }
}
