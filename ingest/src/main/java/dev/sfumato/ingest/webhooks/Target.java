package dev.sfumato.ingest.webhooks;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/** Where a message goes: an address that was looked up once, checked, and is then connected to. */
record Target(URI uri, InetAddress address) {
    private static final int HTTPS = 443;

    /**
     * Looks a receiver up; blocks.
     *
     * @param allowed {@code host:port} of receivers that may have any address
     * @throws Refusal unless it is https and all its addresses are public
     * @throws UnknownHostException when the name has no address now
     */
    static Target of(String url, Set<String> allowed) throws UnknownHostException {
        URI uri = parse(url);
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        InetAddress[] found = InetAddress.getAllByName(host);
        if (!allowed.contains(host + ":" + port(uri))) {
            for (InetAddress each : found) {
                if (!Addresses.isPublic(each)) {
                    throw new Refusal(
                            "webhook must have a public address, got " + each.getHostAddress());
                }
            }
        }
        return new Target(uri, found[0]);
    }

    /** A request to that address and no other, whatever the name means by now. */
    RequestOptions request() {
        String path =
                uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setSsl(true)
                .setFollowRedirects(false)
                .setHost(uri.getHost())
                .setPort(port(uri))
                // As digits: a name would be looked up again, and might mean another address.
                .setServer(SocketAddress.inetSocketAddress(port(uri), address.getHostAddress()))
                .setURI(path + query);
    }

    private static URI parse(String url) {
        try {
            URI uri = URI.create(url);
            if ("https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Refused below, like any other text that isn't such a URL.
        }
        throw new Refusal("webhook must be an https:// URL with a host and without user info");
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? HTTPS : uri.getPort();
    }
}
