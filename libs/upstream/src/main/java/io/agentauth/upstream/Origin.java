// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Scheme, host and port of a URL, in one form. */
record Origin(String scheme, String host, int port) {
    /** The origin of an absolute {@code http} or {@code https} URL; null for anything else. */
    static @Nullable Origin of(URI uri) {
        if (uri.getScheme() == null || uri.getHost() == null) {
            return null;
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        if (!tls && !scheme.equals("http")) {
            return null;
        }
        int port = uri.getPort() == -1 ? (tls ? 443 : 80) : uri.getPort();
        return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
    }

    /** The origin of a URL that an operator wrote down. */
    static Origin require(URI uri) {
        Origin origin = of(uri);
        if (origin == null) {
            throw new IllegalArgumentException("not an origin: " + uri);
        }
        return origin;
    }

    boolean isLoopback() {
        return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    }
}
