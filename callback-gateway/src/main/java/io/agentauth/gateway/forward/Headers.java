// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.forward;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which headers pass. Towards the services: a list of what the API reads, so that nothing internal, hop-by-hop or forged gets in. Back to
 * the caller: all but what belongs to one hop, to our inside, or to browsers.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1">RFC 9110 §7.6.1</a>
 */
final class Headers {
    static final CharSequence AUTHORIZATION = HttpHeaders.AUTHORIZATION;
    static final CharSequence FORWARDED_FOR = HttpHeaders.createOptimized("X-Forwarded-For");
    static final CharSequence LIMIT = HttpHeaders.createOptimized("RateLimit-Limit");
    static final CharSequence REMAINING = HttpHeaders.createOptimized("RateLimit-Remaining");
    static final CharSequence RESET = HttpHeaders.createOptimized("RateLimit-Reset");

    private static final List<CharSequence> INWARDS = List.of(
            HttpHeaders.ACCEPT,
            HttpHeaders.ACCEPT_LANGUAGE,
            HttpHeaders.CONTENT_TYPE,
            HttpHeaders.CONTENT_LENGTH,
            HttpHeaders.USER_AGENT,
            HttpHeaders.createOptimized("Idempotency-Key"),
            HttpHeaders.IF_MATCH,
            HttpHeaders.IF_NONE_MATCH,
            HttpHeaders.createOptimized("Last-Event-ID"),
            HttpHeaders.createOptimized("traceparent"),
            HttpHeaders.createOptimized("tracestate"));

    private static final Set<String> NEVER_OUTWARDS = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "server",
            "set-cookie",
            "x-request-id",
            "agent-auth-service",
            "strict-transport-security",
            "content-security-policy",
            "x-content-type-options",
            "referrer-policy",
            "cross-origin-opener-policy");

    private Headers() {}

    static void inwards(MultiMap from, MultiMap to) {
        for (CharSequence name : INWARDS) {
            String value = from.get(name);
            if (value != null) {
                to.set(name, value);
            }
        }
    }

    static void outwards(MultiMap from, MultiMap to) {
        String named = lower(from.get(HttpHeaders.CONNECTION));
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!NEVER_OUTWARDS.contains(name) && !name.startsWith("access-control-") && !named.contains(name)) {
                to.set(header.getKey(), header.getValue());
            }
        }
    }

    private static String lower(@Nullable String value) {
        return value == null ? "" : value.toLowerCase(Locale.ROOT);
    }
}
