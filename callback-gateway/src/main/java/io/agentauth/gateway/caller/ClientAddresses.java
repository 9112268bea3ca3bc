// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.caller;

import io.agentauth.gateway.GatewayConfig;
import io.agentauth.identity.AddressRange;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from. Behind trusted proxies it is the last address in {@code X-Forwarded-For} that is none of theirs: what stands
 * before it was written by whoever sent the request, and is believed by nobody.
 *
 * @see <a href="https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Forwarded-For#selecting_an_ip_address">how to select it</a>
 */
@ApplicationScoped
public class ClientAddresses {
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final List<AddressRange> trusted;

    @Inject
    ClientAddresses(GatewayConfig config) {
        this(config.trustedProxies().orElse(List.of()));
    }

    ClientAddresses(List<AddressRange> trusted) {
        this.trusted = trusted;
    }

    /** The client's address, as text. */
    public String of(HttpServerRequest request) {
        String peer = request.remoteAddress().hostAddress();
        return isTrusted(peer) ? of(peer, request.headers().getAll(FORWARDED_FOR)) : peer;
    }

    /** Of what {@code peer}, a trusted proxy, says; what it says unreadably leaves the last address that can be believed. */
    String of(String peer, List<String> headers) {
        String client = peer;
        String[] hops = String.join(",", headers).split(",", -1);
        for (int i = hops.length - 1; i >= 0 && isTrusted(client); i--) {
            String hop = address(hops[i].strip());
            if (hop == null) {
                return client;
            }
            client = hop;
        }
        return client;
    }

    private boolean isTrusted(String address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    /** Without the port that some proxies write behind it, and without brackets; null for what is no address. */
    private static @Nullable String address(String hop) {
        String bare = hop;
        int bracket = hop.indexOf(']');
        if (hop.startsWith("[") && bracket > 0) {
            bare = hop.substring(1, bracket);
        } else if (hop.indexOf(':') == hop.lastIndexOf(':') && hop.indexOf(':') > 0) {
            bare = hop.substring(0, hop.indexOf(':'));
        }
        return AddressRange.isAddress(bare) ? bare : null;
    }
}
