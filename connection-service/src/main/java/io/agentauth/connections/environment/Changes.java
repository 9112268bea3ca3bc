// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Input;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a caller sends for an environment. What is missing stays as it is; {@code logo_url} alone can be null.
 *
 * @param logoUrl null: missing; empty: null was sent
 */
@SuppressWarnings("NullableOptional") // three states: missing, null, a text
record Changes(
        @Nullable String name,
        @Nullable Optional<String> logoUrl,
        @Nullable Kind kind,
        @Nullable List<@Nullable String> returnUrls,
        @Nullable List<@Nullable String> verifyUrls,
        @Nullable Verification verification) {
    private static final int NAME_CHARS_MAX = 100;
    private static final int URL_CHARS_MAX = 2048;
    private static final int URLS_MAX = 50;
    private static final Pattern PICTURE =
            Pattern.compile("data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/]{1,32768}={0,2}");
    private static final String RETURN_URLS = "return_urls";
    /**
     * A native application listens on whatever port is free (RFC 8252 §7.3). Nothing leaves the person's machine, so plain http is for
     * production too; a name such as localhost is not (§8.3).
     */
    private static final Pattern ANY_PORT = Pattern.compile("http://(127\\.0\\.0\\.1|\\[::1]):\\*(?=[/?]|$)");

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** The settings of a new environment. */
    Settings create() {
        Kind wanted = kind == null ? Kind.PRODUCTION : kind;
        return new Settings(
                Input.required("name", name, NAME_CHARS_MAX),
                logo(wanted, null),
                wanted,
                urls(RETURN_URLS, returnUrls, wanted, List.of()),
                urls("verify_urls", verifyUrls, wanted, List.of()),
                verification != null
                        ? verification
                        : wanted == Kind.PRODUCTION ? Verification.APPLICATION : Verification.NONE);
    }

    /** The settings after the change. */
    Settings apply(Settings before) {
        Kind wanted = kind == null ? before.kind() : kind;
        return new Settings(
                name == null ? before.name() : Input.required("name", name, NAME_CHARS_MAX),
                logo(wanted, before.logoUrl()),
                wanted,
                urls(RETURN_URLS, returnUrls, wanted, before.returnUrls()),
                urls("verify_urls", verifyUrls, wanted, before.verifyUrls()),
                verification == null ? before.verification() : verification);
    }

    private @Nullable String logo(Kind wanted, @Nullable String before) {
        if (logoUrl == null) {
            return before;
        }
        return logoUrl.map(url -> url.startsWith("data:") ? picture(url) : url("logo_url", url, wanted))
                .orElse(null);
    }

    /** A picture in the address itself, which pages of ours can show without asking anybody. No SVG: that can have script. */
    private static String picture(String url) {
        if (!PICTURE.matcher(url).matches()) {
            throw ProblemException.invalidField(
                    "logo_url", "As a data URL it is image/png, image/jpeg or image/webp in base64, of at most 24 kB.");
        }
        return url;
    }

    private static List<String> urls(
            String field, @Nullable List<@Nullable String> sent, Kind kind, List<String> before) {
        if (sent == null) {
            // Checked again: an environment that becomes one of production keeps no plain http.
            before.forEach(url -> url(field, url, kind));
            return before;
        }
        if (sent.size() > URLS_MAX) {
            throw ProblemException.invalidField(field, "There are at most " + URLS_MAX + ".");
        }
        Set<String> urls = new LinkedHashSet<>();
        for (int i = 0; i < sent.size(); i++) {
            urls.add(url(field + "[" + i + "]", sent.get(i), kind));
        }
        return List.copyOf(urls);
    }

    private static String url(String field, @Nullable String text, Kind kind) {
        String url = Input.required(field, text, URL_CHARS_MAX);
        boolean isNative =
                field.startsWith(RETURN_URLS) && ANY_PORT.matcher(url).lookingAt();
        try {
            URI uri = new URI(isNative ? ANY_PORT.matcher(url).replaceFirst("https://native:1") : url);
            if (uri.getScheme() != null
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && isSafe(uri, kind)) {
                return url;
            }
        } catch (URISyntaxException _) {
            // As below.
        }
        throw ProblemException.invalidField(
                field,
                kind == Kind.PRODUCTION
                        ? "It is an https URL without user and fragment; to return to a native application also"
                                + " http://127.0.0.1:* or http://[::1]:*."
                        : "It is an https URL, or an http one on this machine, without user and fragment.");
    }

    private static boolean isSafe(URI uri, Kind kind) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        return scheme.equals("https")
                || (kind == Kind.DEVELOPMENT
                        && scheme.equals("http")
                        && LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT)));
    }
}
