// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A provider's initials in a coloured square: a mark of our own where its logo would be somebody's trademark. */
public final class Initials {
    private static final int LETTERS_MAX = 2;
    private static final int DEGREES = 360;

    private Initials() {}

    /** The mark as an SVG of 48 by 48 pixels. White on its colour has a contrast of at least 4.5 to 1. */
    public static String svg(Provider provider) {
        int hue = Math.floorMod(provider.id().hashCode() * 31, DEGREES);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="48" height="48" role="img" aria-label="%s">\
                <rect width="48" height="48" rx="10" fill="hsl(%d 60%% 28%%)"/>\
                <text x="24" y="24" dy=".35em" fill="#fff" font-family="system-ui,sans-serif" font-size="20" font-weight="600" \
                text-anchor="middle">%s</text></svg>"""
                .formatted(escaped(provider.name()), hue, escaped(letters(provider.name())));
    }

    /** The same as a URL that a page can show without asking anybody. */
    public static String dataUrl(Provider provider) {
        return "data:image/svg+xml;base64,"
                + Base64.getEncoder().encodeToString(svg(provider).getBytes(StandardCharsets.UTF_8));
    }

    static String letters(String name) {
        return Stream.of(name.split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .limit(LETTERS_MAX)
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
