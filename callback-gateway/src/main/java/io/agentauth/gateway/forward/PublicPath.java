// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.forward;

import io.agentauth.gateway.callee.Callee;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which service answers which path. What is not listed does not exist from outside. */
final class PublicPath {
    private static final String API = "/v1/";
    private static final Map<String, Callee> OWNERS = Map.ofEntries(
            Map.entry("providers", Callee.CONNECTION_SERVICE),
            Map.entry("connections", Callee.CONNECTION_SERVICE),
            Map.entry("environments", Callee.CONNECTION_SERVICE),
            Map.entry("environment", Callee.CONNECTION_SERVICE),
            Map.entry("api-keys", Callee.CONNECTION_SERVICE),
            Map.entry("managed-apps", Callee.CONNECTION_SERVICE),
            Map.entry("seal", Callee.CONNECTION_SERVICE),
            Map.entry("unseal", Callee.CONNECTION_SERVICE),
            Map.entry("accounts", Callee.ACCOUNT_SERVICE),
            Map.entry("authorizations", Callee.ACCOUNT_SERVICE),
            Map.entry("events", Callee.ACCOUNT_SERVICE),
            Map.entry("keys", Callee.ACCOUNT_SERVICE),
            Map.entry("revocations", Callee.ACCOUNT_SERVICE),
            Map.entry("audit", Callee.ACCOUNT_SERVICE));

    private PublicPath() {}

    /** The first parts of all paths that are let through, behind the version. */
    static Set<String> resources() {
        return OWNERS.keySet();
    }

    /** The owner of {@code path}, as it came; null if there is none. */
    static @Nullable Callee owner(@Nullable String path) {
        if (path == null || !path.startsWith(API) || !isPlain(path)) {
            return null;
        }
        int end = path.indexOf('/', API.length());
        return OWNERS.get(path.substring(API.length(), end < 0 ? path.length() : end));
    }

    /**
     * Whether nobody can read {@code path} in two ways: no escapes, no empty or dot segments, no backslash. Every public path is like that,
     * so the bytes that were checked are the bytes that are sent.
     */
    private static boolean isPlain(String path) {
        char before = ' ';
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean plain =
                    switch (c) {
                        case '-', '_', '~', ':' -> true;
                        case '.' -> before != '/' && before != '.';
                        case '/' -> before != '/';
                        default -> isLetterOrDigit(c);
                    };
            if (!plain) {
                return false;
            }
            before = c;
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
