// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Of a client. A class and no record: it prints nothing of the key. */
final class Settings {
    static final Duration TIMEOUT = Duration.ofSeconds(30);
    static final int RETRIES_MAX = 2;

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");
    private static final Pattern HEADER = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final String apiKey;
    private final String baseUrl;
    private final Duration timeout;
    private final int retriesMax;
    private final Map<String, String> headers;
    private final Map<String, String> query;

    Settings(String apiKey, String baseUrl, Duration timeout, int retriesMax) {
        this(apiKey, baseUrl, timeout, retriesMax, Map.of(), Map.of());
    }

    private Settings(
            String apiKey,
            String baseUrl,
            Duration timeout,
            int retriesMax,
            Map<String, String> headers,
            Map<String, String> query) {
        if (!KEY.matcher(apiKey).matches()) {
            throw new IllegalArgumentException("apiKey is missing, or has characters that no API key has");
        }
        this.apiKey = apiKey;
        this.baseUrl = checked(baseUrl);
        this.timeout = timeout;
        this.retriesMax = retriesMax;
        this.headers = headers;
        this.query = query;
    }

    Settings withTimeout(Duration other) {
        return new Settings(apiKey, baseUrl, other, retriesMax, headers, query);
    }

    Settings withHeader(String name, String value) {
        if (!HEADER.matcher(value).matches()) {
            throw new IllegalArgumentException(name + " has 1 to 255 visible ASCII characters");
        }
        Map<String, String> more = new java.util.HashMap<>(headers);
        more.put(name, value);
        return new Settings(apiKey, baseUrl, timeout, retriesMax, Map.copyOf(more), query);
    }

    Settings withActingUser(String id) {
        return new Settings(apiKey, baseUrl, timeout, retriesMax, headers, Map.of("acting_user", id));
    }

    String apiKey() {
        return apiKey;
    }

    String baseUrl() {
        return baseUrl;
    }

    Duration timeout() {
        return timeout;
    }

    int retriesMax() {
        return retriesMax;
    }

    /** What goes into the query of each call that does not say otherwise. */
    Map<String, String> query() {
        return query;
    }

    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    private static String checked(String text) {
        try {
            URI uri = new URI(text);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (web
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return text.replaceAll("/+$", "");
            }
        } catch (URISyntaxException e) {
            // Said below, without the text: it may hold a password.
        }
        throw new IllegalArgumentException("baseUrl is an http or https URL without user, query and fragment");
    }
}
