package dev.sfumato.benchmarks.batching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

final class BatchingReportTest {
    private final BatchingReport report =
            new BatchingReport(SimulatedPart.sdxl(60).measure(List.of(0.5, 0.9), 1));

    @Test
    void drawsAPointForEachLoadOfEachContestant() throws Exception {
        // When
        byte[] svg = report.plot("sdxl-h100").getBytes(StandardCharsets.UTF_8);
        // Then
        Document drawn =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(svg));
        assertThat(drawn.getElementsByTagName("polyline").getLength()).isEqualTo(9);
        assertThat(drawn.getElementsByTagName("circle").getLength()).isEqualTo(18);
    }

    @Test
    void hasALineForEachLoadAndContestant() {
        // When
        String text = report.text();
        // Then
        assertThat(text.lines().filter(line -> line.startsWith("| 0."))).hasSize(6);
        assertThat(text).contains("54 to 54 pictures counted", "0 failed", "one at a time");
    }
}
