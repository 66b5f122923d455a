package dev.sfumato.acceptance;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/** The accessibility rules of axe-core, checked in a page. */
final class Axe {
    private static final String PROPERTIES =
            "/META-INF/maven/org.webjars.npm/axe-core/pom.properties";
    private static final String FOLDER = "/META-INF/resources/webjars/axe-core/";
    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private Axe() {}

    /** What is wrong with the page as it is now, and seriously: rule and element. */
    static List<String> grave(Browser browser) throws IOException {
        browser.evaluate(script() + "; true");
        JsonNode violations =
                browser.evaluate(
                        "axe.run().then(r => r.violations.map(v => ({id: v.id, impact: v.impact,"
                                + " nodes: v.nodes.map(n => n.html + ' ' + n.failureSummary)})))");
        List<String> grave = new ArrayList<>();
        for (JsonNode each : violations) {
            if (GRAVE.contains(each.path("impact").asText())) {
                grave.add(each.path("id").asText() + ": " + each.path("nodes"));
            }
        }
        return grave;
    }

    private static String script() throws IOException {
        var properties = new Properties();
        properties.load(new StringReader(read(PROPERTIES)));
        return read(FOLDER + properties.getProperty("version") + "/axe.min.js");
    }

    private static String read(String name) throws IOException {
        try (InputStream file = Axe.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new AssertionError("axe-core isn't on the class path: no " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
