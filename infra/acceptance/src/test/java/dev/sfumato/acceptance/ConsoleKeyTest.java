package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The page of a server that wants to know who asks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleKeyTest {
    private static final String ASKS = "document.querySelector('#door').open";
    private static final String WAITS =
            "document.querySelector('#connection').textContent === 'Waiting for a key'";
    private static final String REFUSED =
            ASKS + " && !document.querySelector('#key-problem').hidden";

    private Server server;
    private Console console;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Path keys = Files.write(folder.resolve("api.keys"), List.of(Fleet.key("anna")));
        server = Server.up(folder, "http.api.keys = %s\n".formatted(keys));
        console = Console.at(server.url(), folder);
    }

    @AfterAll
    void stop() {
        console.close();
        server.close();
    }

    @Test
    void aKeyOpensThePageForAsLongAsTheTabLives() throws IOException {
        // Given
        forget();
        console.await(ASKS);
        assertThat(console.evaluate("document.activeElement.id").asText()).isEqualTo("key");
        console.await(WAITS);
        // When
        enter("not-the-key");
        console.await(REFUSED);
        console.shot("key-refused");
        enter(Fleet.secret("anna"));
        console.awaitConnection("open");
        // Then
        assertThat(console.evaluate(ASKS).asBoolean()).isFalse();
        console.type("a red house on green hills");
        console.make(20);
        console.awaitPicture("red house");
        console.open();
        console.awaitPicture("red house");
        assertThat(console.evaluate(ASKS).asBoolean()).isFalse();
        assertThat(
                        console.evaluate(
                                        "performance.getEntries().map(e => e.name).join(' ')"
                                                + " + location + JSON.stringify(localStorage)"
                                                + " + document.documentElement.outerHTML")
                                .asText())
                .doesNotContain(Fleet.secret("anna"));
    }

    @Test
    void whoClosesTheQuestionMayAnswerLater() {
        // Given
        forget();
        console.await(ASKS);
        console.browser().press("Escape");
        console.await("!" + ASKS);
        console.await(WAITS);
        // When
        console.click("#unlock");
        enter(Fleet.secret("anna"));
        // Then
        console.awaitConnection("open");
        assertThat(console.evaluate("document.querySelector('#unlock').hidden").asBoolean())
                .isTrue();
    }

    @Test
    void everybodyCanAnswer() throws IOException {
        for (String scheme : List.of("light", "dark")) {
            for (int width : new int[] {1440, 390}) {
                // Given
                console.look(width, 900, scheme);
                forget();
                console.await(ASKS);
                // When, Then
                String where = "%s, %d wide".formatted(scheme, width);
                assertThat(Axe.grave(console.browser())).as(where).isEmpty();
                console.shot("key-" + scheme + "-" + width);
                enter("not-the-key");
                console.await(REFUSED);
                assertThat(Axe.grave(console.browser())).as(where + ", refused").isEmpty();
                assertThat(console.evaluate("document.body.scrollWidth").asInt())
                        .isLessThanOrEqualTo(width);
            }
        }
        console.look(1280, 900, "light");
    }

    /** As in a new tab. */
    private void forget() {
        console.load();
        console.evaluate("sessionStorage.clear()");
        console.load();
    }

    private void enter(String key) {
        console.evaluate("document.querySelector('#key').focus()");
        console.browser().type(key);
        console.click("#door [type=submit]");
    }
}
