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

/** The page that people see, in a real browser. Screenshots go to {@code target/console}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleTest {
    private static final Path SHOTS = Path.of("target", "console");

    private Server server;
    private Browser browser;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Files.createDirectories(SHOTS);
        server = Server.up(folder);
        browser = Browser.start(folder);
        browser.look(1280, 900, "light");
    }

    @AfterAll
    void stop() {
        browser.close();
        server.close();
    }

    @Test
    void aPromptBecomesAPictureWhileOneWatches() throws IOException {
        // Given
        browser.open(server.url());
        browser.await("document.querySelector('#connection').dataset.state === 'open'");
        browser.evaluate(
                """
                window.seen = new Set();
                new MutationObserver(() => document.querySelectorAll('#frames img, #frames canvas')
                    .forEach(node => window.seen.add(node.src || node.toDataURL())))
                  .observe(document.querySelector('#frames'),
                    {subtree: true, childList: true, attributes: true});
                """);
        // When
        browser.evaluate("document.querySelector('#prompt').focus()");
        browser.type("a red house on green hills under a full moon");
        browser.evaluate("document.querySelector('#make').click()");
        browser.await("document.querySelector('#progress').value > 0.3");
        shot("forming");
        browser.await("!document.querySelector('#download').hidden");
        // Then
        shot("done");
        assertThat(browser.evaluate("document.querySelector('#caption').textContent").asText())
                .contains("a red house on green hills");
    }

    @Test
    void aReloadLosesNothing() throws IOException {
        // Given
        browser.open(server.url());
        browser.await("document.querySelector('#connection').dataset.state === 'open'");
        browser.evaluate("document.querySelector('#prompt').focus()");
        browser.type("a lighthouse at the sea at night");
        browser.evaluate(
                """
                const steps = document.querySelector('#steps');
                steps.value = 140;
                steps.dispatchEvent(new Event('input', {bubbles: true}));
                document.querySelector('#make').click();
                """);
        browser.await("document.querySelector('#progress').value > 0");
        // When
        browser.open(server.url());
        // Then
        browser.await(
                "!document.querySelector('#download').hidden &&"
                        + " document.querySelector('#caption').textContent.includes('lighthouse')");
        browser.look(360, 740, "dark");
        shot("narrow-dark");
        browser.look(1280, 900, "light");
    }

    @Test
    void aPromptIsNeverMarkup() {
        // Given
        browser.open(server.url());
        browser.await("document.querySelector('#connection').dataset.state === 'open'");
        browser.evaluate("document.querySelector('#prompt').focus()");
        // When
        browser.type("<img src=x onerror=\"window.broken = true\"> a boat");
        browser.evaluate("document.querySelector('#make').click()");
        browser.await("document.querySelector('#caption').textContent.includes('onerror')");
        // Then
        assertThat(browser.evaluate("window.broken === true").asBoolean()).isFalse();
        assertThat(browser.evaluate("document.querySelectorAll('img[src=x]').length").asInt())
                .isZero();
    }

    private void shot(String name) throws IOException {
        Files.write(SHOTS.resolve(name + ".png"), browser.screenshot());
    }
}
