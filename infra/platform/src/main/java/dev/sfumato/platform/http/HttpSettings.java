package dev.sfumato.platform.http;

import dev.sfumato.platform.access.TokenSettings;
import dev.sfumato.platform.config.ConfigReader;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where and how a service listens.
 *
 * @param host name or address to listen on
 * @param port 0 is a free one
 * @param maxBodyBytes largest request body
 * @param apiKeys file of API keys; empty when there are none
 * @param tokens whose signed tokens are believed; empty when nobody's
 */
public record HttpSettings(
        String host,
        int port,
        int maxBodyBytes,
        Optional<Path> apiKeys,
        Optional<TokenSettings> tokens) {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MAX_BODY = 48 * 1024 * 1024;

    /** Loopback, without authentication. */
    public static HttpSettings loopback(int port) {
        return new HttpSettings(LOOPBACK, port, MAX_BODY, Optional.empty(), Optional.empty());
    }

    /**
     * Reads {@code http.host} (default 127.0.0.1), {@code http.port}, {@code http.max.body.bytes},
     * {@code http.api.keys} and {@code http.jwt.*}.
     */
    public static HttpSettings from(ConfigReader read, int defaultPort) {
        String host = read.text("http.host", LOOPBACK);
        int port = read.integer("http.port", 0, 65_535, defaultPort);
        int maxBody = read.integer("http.max.body.bytes", 1024, 1 << 30, MAX_BODY);
        Optional<Path> keys = read.optionalPath("http.api.keys");
        Optional<TokenSettings> tokens = TokenSettings.from(read);
        if (keys.isEmpty() && tokens.isEmpty() && !isLoopback(host)) {
            read.reject(
                    "http.host",
                    "must be a loopback address while neither http.api.keys nor http.jwt.keys is"
                            + " set");
        }
        return new HttpSettings(host, port, maxBody, keys, tokens);
    }

    /** Whether callers must say who they are. */
    public boolean authenticates() {
        return apiKeys.isPresent() || tokens.isPresent();
    }

    /** Whether only this machine can reach the service; blocks while the name is looked up. */
    public boolean isLoopback() {
        return isLoopback(host);
    }

    private static boolean isLoopback(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
