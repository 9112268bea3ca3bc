// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address at a provider, which may have {@code {placeholders}} for what differs from customer to customer. What may stand in their place
 * is for the {@link Placeholder}s of the provider to say; this type only puts it there.
 */
public record UrlTemplate(@JsonValue String value) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]{1,40})}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public UrlTemplate {}

    /** An address without placeholders. */
    public static UrlTemplate of(URI uri) {
        return new UrlTemplate(uri.toString());
    }

    /** The names in braces. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        Matcher matcher = PLACEHOLDER.matcher(value);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** The same with {@code values} in place of their names; other names stay. */
    public UrlTemplate filledWith(Map<String, String> values) {
        return new UrlTemplate(PLACEHOLDER
                .matcher(value)
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group()))));
    }

    /** The address; null while a placeholder is in it. */
    @JsonIgnore
    public @Nullable URI uri() {
        return value.indexOf('{') < 0 ? URI.create(value) : null;
    }

    @Override
    public String toString() {
        return value;
    }
}
