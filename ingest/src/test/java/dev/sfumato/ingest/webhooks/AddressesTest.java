package dev.sfumato.ingest.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;

class AddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.9.9.9",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.168.1.1",
                "198.19.0.1",
                "203.0.113.9",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "::127.0.0.1",
                "64:ff9b::a00:1",
                "2002:7f00:1::",
                "2001:0:7f00:1::",
                "2001:db8::1",
                "fe80::1",
                "fec0::1",
                "fd00:ec2::254",
                "ff02::1"
            })
    void refusesWhatIsNotPublic(String address) throws UnknownHostException {
        // Given
        InetAddress parsed = InetAddress.getByName(address);
        // When
        boolean isPublic = Addresses.isPublic(parsed);
        // Then
        assertThat(isPublic).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2001:4860:4860::8888",
                "::ffff:1.1.1.1"
            })
    void allowsWhatIsPublic(String address) throws UnknownHostException {
        // Given
        InetAddress parsed = InetAddress.getByName(address);
        // When
        boolean isPublic = Addresses.isPublic(parsed);
        // Then
        assertThat(isPublic).isTrue();
    }

    @Property
    void callsNothingPublicThatTheJdkKnowsAsLocal(@ForAll @Size(4) byte[] address)
            throws UnknownHostException {
        // Given
        InetAddress parsed = InetAddress.getByAddress(address);
        // When
        boolean isPublic = Addresses.isPublic(parsed);
        // Then
        if (parsed.isLoopbackAddress()
                || parsed.isSiteLocalAddress()
                || parsed.isLinkLocalAddress()
                || parsed.isAnyLocalAddress()
                || parsed.isMulticastAddress()) {
            assertThat(isPublic).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://2130706433/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://169.254.169.254/latest/meta-data",
                "https://localhost:9000/",
                "http://1.1.1.1/",
                "https://user@1.1.1.1/",
                "file:///etc/passwd"
            })
    void refusesAReceiverThere(String url) {
        // When
        assertThatThrownBy(() -> Target.of(url, Set.of("localhost:443", "127.0.0.1:444")))
                // Then
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("webhook must ");
    }

    @Test
    void allowsAListedReceiverAnyAddress() throws UnknownHostException {
        // When
        Target target = Target.of("https://LocalHost:9000/hook?a=b", Set.of("localhost:9000"));
        // Then
        assertThat(target.address().isLoopbackAddress()).isTrue();
        assertThat(target.request().getURI()).isEqualTo("/hook?a=b");
        assertThat(target.request().getServer()).hasToString("127.0.0.1:9000");
        assertThat(target.request().isSsl()).isTrue();
    }
}
