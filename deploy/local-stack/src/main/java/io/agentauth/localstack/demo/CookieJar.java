// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Cookies as browsers keep them where it matters here: {@code Secure} and {@code __Host-} cookies are kept on http://localhost too, which the
 * JDK's own CookieManager does not do. One origin's cookies never reach another.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6265#section-5.3">RFC 6265 §5.3</a>
 */
public final class CookieJar {
    private record Cookie(String value, String path) {}

    private final Map<String, Map<String, Cookie>> byOrigin = new TreeMap<>();

    /** Takes what an answer sets. */
    public void keep(URI from, List<String> setCookies) {
        Map<String, Cookie> own = byOrigin.computeIfAbsent(origin(from), _ -> new TreeMap<>());
        for (String header : setCookies) {
            List<String> parts = List.of(header.split(";"));
            String[] pair = parts.getFirst().split("=", 2);
            if (pair.length == 2) {
                Map<String, String> attributes = attributes(parts.subList(1, parts.size()));
                if ("0".equals(attributes.get("max-age"))) {
                    own.remove(pair[0].strip());
                } else {
                    own.put(pair[0].strip(), new Cookie(pair[1].strip(), attributes.getOrDefault("path", "/")));
                }
            }
        }
    }

    /** The Cookie header for a request; empty where there is none. */
    public List<String> header(URI to) {
        String path = to.getPath().isEmpty() ? "/" : to.getPath();
        String cookies = byOrigin.getOrDefault(origin(to), Map.of()).entrySet().stream()
                .filter(cookie -> path.startsWith(cookie.getValue().path()))
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue().value())
                .collect(Collectors.joining("; "));
        return cookies.isEmpty() ? List.of() : List.of(cookies);
    }

    /** The names of what is kept for that origin. */
    public List<String> names(URI at) {
        return new ArrayList<>(byOrigin.getOrDefault(origin(at), Map.of()).keySet());
    }

    private static Map<String, String> attributes(List<String> parts) {
        Map<String, String> attributes = new TreeMap<>();
        for (String part : parts) {
            String[] pair = part.strip().split("=", 2);
            attributes.put(pair[0].toLowerCase(Locale.ROOT), pair.length == 2 ? pair[1] : "");
        }
        return attributes;
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getAuthority();
    }
}
