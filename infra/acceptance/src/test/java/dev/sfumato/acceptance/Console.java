package dev.sfumato.acceptance;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page, as somebody at a browser uses it. Screenshots go to {@code target/console}. */
final class Console implements AutoCloseable {
    private static final Path SHOTS = Path.of("target", "console");

    private final Browser browser;
    private final URI url;

    private Console(Browser browser, URI url) {
        this.browser = browser;
        this.url = url;
    }

    /** Starts a browser, with its data below {@code folder}; {@link #open} shows the page. */
    static Console at(URI url, Path folder) throws IOException {
        Files.createDirectories(SHOTS);
        Browser browser = Browser.start(folder);
        browser.look(1280, 900, "light");
        return new Console(browser, url);
    }

    Browser browser() {
        return browser;
    }

    /** Loads the page, without waiting for anything. */
    void load() {
        browser.open(url);
    }

    /** Loads the page, and waits until it is connected. */
    void open() {
        load();
        awaitConnection("open");
    }

    /** Waits until the connection is {@code open}, or {@code closed}. */
    void awaitConnection(String state) {
        browser.await("document.querySelector('#connection').dataset.state === '" + state + "'");
    }

    /** Adds to the prompt, as a keyboard does. */
    void type(String prompt) {
        browser.evaluate("document.querySelector('#prompt').focus()");
        browser.type(prompt);
    }

    /** Writes into a field, or chooses what it offers, in place of what is there. */
    void set(String field, Object value) {
        browser.evaluate(
                """
                (() => {
                  const field = document.querySelector('#%s');
                  field.value = '%s';
                  for (const type of ['input', 'change']) {
                    field.dispatchEvent(new Event(type, {bubbles: true}));
                  }
                })()
                """
                        .formatted(field, value));
    }

    void click(String selector) {
        browser.evaluate("document.querySelector('" + selector + "').click()");
    }

    /** Asks for the picture once there is a model to make it. */
    void make(int steps) {
        awaitModel();
        set("steps", steps);
        click("#make");
    }

    void awaitModel() {
        browser.await("!document.querySelector('#fields').disabled");
    }

    /** Waits until some steps are done. */
    void awaitProgress() {
        browser.await("document.querySelector('#progress').value > 0");
    }

    /** Waits until the picture of a prompt is finished. */
    void awaitPicture(String partOfPrompt) {
        browser.await(
                "!document.querySelector('#download').hidden &&"
                        + " document.querySelector('#caption').textContent.includes('"
                        + partOfPrompt
                        + "')");
        browser.await("document.querySelector('#frames img')?.naturalWidth > 0");
    }

    String text(String selector) {
        return browser.evaluate("document.querySelector('" + selector + "').textContent").asText();
    }

    String value(String field) {
        return browser.evaluate("document.querySelector('#" + field + "').value").asText();
    }

    JsonNode evaluate(String expression) {
        return browser.evaluate(expression);
    }

    void await(String expression) {
        browser.await(expression);
    }

    void look(int width, int height, String scheme) {
        browser.look(width, height, scheme);
    }

    /** Keeps what is to be seen now. */
    void shot(String name) throws IOException {
        Files.write(SHOTS.resolve(name + ".png"), browser.screenshot());
    }

    @Override
    public void close() {
        browser.close();
    }
}
