package dev.sfumato.schemas.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.SplittableRandom;

final class CanonicalJsonTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** Bits and text of RFC 8785, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2",
    })
    void writesNumbersAsEcmaScriptDoes(String bits, String text) {
        double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        assertThat(CanonicalJson.number(value)).isEqualTo(text);
    }

    /** RFC 8785, sections 3.2.2 and 3.2.3. */
    @Test
    void sortsAndEscapes() throws JsonProcessingException {
        // Given
        JsonNode value =
                JSON.readTree(
                        """
                        {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.0000000000000000000000001],
                         "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                         "literals": [null, true, false],
                         "\\u20ac": 1, "\\r": 2, "\\ufb33": 3, "1": 4, "\\ud83d\\ude00": 5,
                         "\\u0080": 6, "\\u00f6": 7}
                        """);
        // When
        String canonical = CanonicalJson.of(value);
        // Then
        assertThat(canonical)
                .isEqualTo(
                        """
                        {"\\r":2,"1":4,"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,\
                        4.5,0.002,1e-25],"string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/","\u0080":6,"ö":7,"€":1,\
                        "😀":5,"\ufb33":3}\
                        """);
    }

    @Test
    void keepsTheDigitsOfIntegersThatNoDoubleEquals() throws JsonProcessingException {
        assertThat(CanonicalJson.of(JSON.readTree("[9007199254740993, 1180591620717411303424]")))
                .isEqualTo("[9007199254740993,1.1805916207174113e+21]");
    }

    @Test
    void refusesHalfASurrogatePair() throws JsonProcessingException {
        JsonNode value = JSON.readTree("\"\\ud800\"");
        assertThatThrownBy(() -> CanonicalJson.of(value))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 5000)
    void everyNumberReadsBackAsItself(@ForAll("anyDouble") double value) {
        assertThat(Double.parseDouble(CanonicalJson.number(value))).isEqualTo(value + 0.0);
    }

    @Property(tries = 5000)
    void noNumberHasAShorterText(@ForAll("anyDouble") double value) {
        // Given
        String text = CanonicalJson.number(value).replaceAll("e.*", "");
        int digits = text.replaceAll("[-.]", "").replaceAll("^0+|0+$", "").length();
        // When, Then
        if (digits > 1) {
            String shorter = String.format("%." + (digits - 2) + "e", value);
            assertThat(Double.parseDouble(shorter)).isNotEqualTo(value);
        }
    }

    @Property(tries = 1000)
    void canonicalTextIsAFixedPoint(@ForAll long seed) throws JsonProcessingException {
        // Given
        GenerationRequest request = new ValidRequests(new SplittableRandom(seed)).next();
        String canonical = CanonicalJson.of(RequestWriter.write(request));
        // When
        String again = CanonicalJson.of(JSON.readTree(canonical));
        // Then
        assertThat(again).isEqualTo(canonical);
    }

    @Provide
    Arbitrary<Double> anyDouble() {
        Arbitrary<Long> bits = Arbitraries.longs();
        Arbitrary<Long> tiny = Arbitraries.longs().between(-2000, 2000);
        return Arbitraries.oneOf(bits, tiny).map(Double::longBitsToDouble).filter(Double::isFinite);
    }
}
