package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        open();
        // When
        type("a red house on green hills under a full moon");
        make(20);
        browser.await("document.querySelector('#gallery canvas') !== null");
        browser.evaluate(
                """
                window.seen = new Set();
                const canvas = document.querySelector('#gallery canvas');
                const look = () => {
                  window.seen.add(canvas.toDataURL());
                  if (canvas.isConnected) requestAnimationFrame(look);
                };
                look();
                """);
        browser.await("document.querySelector('#progress').value > 0.3");
        shot("forming");
        browser.await("!document.querySelector('#download').hidden");
        // Then: the noise, and what took its place
        assertThat(browser.evaluate("window.seen.size").asInt()).isGreaterThanOrEqualTo(3);
        browser.await("document.querySelector('#frames img')?.naturalWidth === 128");
        shot("done");
        assertThat(browser.evaluate("document.querySelector('#caption').textContent").asText())
                .contains("a red house on green hills");
    }

    @Test
    void whatIsCancelledEnds() {
        // Given
        open();
        type("a windmill in a field");
        make(140);
        browser.await("document.querySelector('#progress').value > 0");
        // When
        browser.evaluate("document.querySelector('#cancel').click()");
        // Then
        browser.await("document.querySelector('#state').textContent === 'Cancelled'");
    }

    @Test
    void aPaintedPartOfADroppedPictureChanges() throws IOException {
        // Given
        open();
        browser.await("!document.querySelector('#begin').hidden");
        // When
        browser.evaluate(
                """
                (async () => {
                  const canvas = new OffscreenCanvas(128, 128);
                  const ctx = canvas.getContext('2d');
                  const sky = ctx.createLinearGradient(0, 0, 0, 128);
                  sky.addColorStop(0, '#2a5fb0');
                  sky.addColorStop(0.6, '#cfe0f2');
                  sky.addColorStop(0.62, '#4f8a3f');
                  sky.addColorStop(1, '#2d5c2a');
                  ctx.fillStyle = sky;
                  ctx.fillRect(0, 0, 128, 128);
                  const file = new File([await canvas.convertToBlob()], 'hills.png', {type: 'image/png'});
                  const dataTransfer = new DataTransfer();
                  dataTransfer.items.add(file);
                  document.querySelector('#drop').dispatchEvent(
                      new DragEvent('drop', {dataTransfer, bubbles: true, cancelable: true}));
                })()
                """);
        browser.await("!document.querySelector('#source').hidden");
        JsonNode box =
                browser.evaluate(
                        "(({left, top}) => ({left, top}))"
                                + "(document.querySelector('#mask').getBoundingClientRect())");
        int left = box.path("left").asInt();
        int top = box.path("top").asInt();
        browser.drag(left + 120, top + 60, left + 150, top + 70, left + 180, top + 60);
        browser.press("ArrowRight");
        browser.press(" ");
        browser.press("ArrowRight");
        browser.press(" ");
        browser.evaluate("document.querySelector('#mask-undo').click()");
        browser.await("document.querySelector('#mask-state').textContent.startsWith('Only')");
        type("a full moon over hills");
        shot("mask");
        make(20);
        browser.await(
                "!document.querySelector('#download').hidden &&"
                        + " document.querySelector('#caption').textContent.includes('over hills')");
        // Then
        assertThat(browser.evaluate("document.querySelector('#facts').textContent").asText())
                .contains("what was painted");
        browser.await("document.querySelector('#frames img')?.naturalWidth === 128");
        browser.evaluate("scrollTo(0, 0)");
        shot("inpainted");
    }

    @Test
    void everybodyCanUseIt() throws IOException {
        for (String scheme : List.of("light", "dark")) {
            for (int width : new int[] {1440, 390}) {
                // Given
                browser.look(width, 900, scheme);
                open();
                browser.await("!document.querySelector('#begin').hidden");
                browser.evaluate("document.querySelector('#settings').open = true");
                // When, Then
                assertThat(Axe.grave(browser)).as("%s, %d wide", scheme, width).isEmpty();
                assertThat(browser.evaluate("document.body.scrollWidth").asInt())
                        .isLessThanOrEqualTo(width);
                browser.evaluate("document.querySelector('#settings').open = false");
                shot(scheme + "-" + width);
            }
        }
        browser.look(1280, 900, "light");
    }

    @Test
    void aReloadLosesNothing() throws IOException {
        // Given
        open();
        type("a lighthouse at the sea at night");
        make(140);
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
        open();
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

    private void open() {
        browser.open(server.url());
        browser.await("document.querySelector('#connection').dataset.state === 'open'");
    }

    private void type(String prompt) {
        browser.evaluate("document.querySelector('#prompt').focus()");
        browser.type(prompt);
    }

    /** Asks for the picture once there is a model to make it. */
    private void make(int steps) {
        browser.await("!document.querySelector('#fields').disabled");
        browser.evaluate(
                """
                (() => {
                  const steps = document.querySelector('#steps');
                  steps.value = %d;
                  steps.dispatchEvent(new Event('input', {bubbles: true}));
                  document.querySelector('#make').click();
                })()
                """
                        .formatted(steps));
    }

    private void shot(String name) throws IOException {
        Files.write(SHOTS.resolve(name + ".png"), browser.screenshot());
    }
}
