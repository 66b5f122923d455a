package dev.sfumato.diffusion.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

class CostFormulaTest {
    private static final Map<String, Double> FIELDS = Map.of("steps", 20.0, "guidance_scale", 5.0);

    @ParameterizedTest
    @CsvSource({
        "1 + 2 * 3, 7",
        "(1 + 2) * 3, 9",
        "12 / 4 - 1, 2",
        "steps * (1 + (guidance_scale > 1)), 40",
        "steps * (1 + (guidance_scale > 5)), 20",
        "0.5 * steps, 10"
    })
    void evaluates(String formula, double value) {
        assertThat(CostFormula.evaluate(formula, FIELDS)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"1 +", "(1", "1)", "2 & 3", "height * 2", "''"})
    void refuses(String formula) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CostFormula.evaluate(formula, FIELDS));
    }

    @Test
    void namesTheFieldsThatAreThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CostFormula.evaluate("height", FIELDS))
                .withMessageContaining("height")
                .withMessageContaining("guidance_scale");
    }
}
