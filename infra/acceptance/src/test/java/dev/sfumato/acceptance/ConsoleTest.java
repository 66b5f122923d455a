package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The page that people see, in a real browser. Screenshots go to {@code target/console}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleTest {
    private Server server;
    private Console console;
    private Browser browser;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        server = Server.up(folder);
        console = Console.at(server.url(), folder);
        browser = console.browser();
    }

    @AfterAll
    void stop() {
        console.close();
        server.close();
    }

    @Test
    void aPromptBecomesAPictureWhileOneWatches() throws IOException {
        // Given
        console.open();
        // When
        console.type("a red house on green hills under a full moon");
        console.make(20);
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
        console.shot("forming");
        browser.await("!document.querySelector('#download').hidden");
        // Then: the noise, and what took its place
        assertThat(browser.evaluate("window.seen.size").asInt()).isGreaterThanOrEqualTo(3);
        browser.await("document.querySelector('#frames img')?.naturalWidth === 128");
        console.shot("done");
        assertThat(browser.evaluate("document.querySelector('#caption').textContent").asText())
                .contains("a red house on green hills");
    }

    @Test
    void whatIsCancelledEnds() {
        // Given
        console.open();
        console.type("a windmill in a field");
        console.make(140);
        console.awaitProgress();
        // When
        browser.evaluate("document.querySelector('#cancel').click()");
        // Then
        browser.await("document.querySelector('#state').textContent === 'Cancelled'");
    }

    @Test
    void aPaintedPartOfADroppedPictureChanges() throws IOException {
        // Given
        console.open();
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
        console.type("a full moon over hills");
        console.shot("mask");
        console.make(20);
        browser.await(
                "!document.querySelector('#download').hidden &&"
                        + " document.querySelector('#caption').textContent.includes('over hills')");
        // Then
        assertThat(browser.evaluate("document.querySelector('#facts').textContent").asText())
                .contains("what was painted");
        browser.await("document.querySelector('#frames img')?.naturalWidth === 128");
        browser.evaluate("scrollTo(0, 0)");
        console.shot("inpainted");
    }

    @Test
    void everybodyCanUseIt() throws IOException {
        for (String scheme : List.of("light", "dark")) {
            for (int width : new int[] {1440, 390}) {
                // Given
                browser.look(width, 900, scheme);
                console.open();
                browser.await("!document.querySelector('#begin').hidden");
                browser.evaluate("document.querySelector('#settings').open = true");
                // When, Then
                assertThat(Axe.grave(browser)).as("%s, %d wide", scheme, width).isEmpty();
                assertThat(browser.evaluate("document.body.scrollWidth").asInt())
                        .isLessThanOrEqualTo(width);
                browser.evaluate("document.querySelector('#settings').open = false");
                console.shot(scheme + "-" + width);
            }
        }
        browser.look(1280, 900, "light");
    }

    @Test
    void aReloadLosesNothing() throws IOException {
        // Given
        console.open();
        console.type("a lighthouse at the sea at night");
        console.make(140);
        console.awaitProgress();
        // When
        console.load();
        // Then
        browser.await(
                "!document.querySelector('#download').hidden &&"
                        + " document.querySelector('#caption').textContent.includes('lighthouse')");
        browser.look(360, 740, "dark");
        console.shot("narrow-dark");
        browser.look(1280, 900, "light");
    }

    @Test
    void aPromptIsNeverMarkup() {
        // Given
        console.open();
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
}
