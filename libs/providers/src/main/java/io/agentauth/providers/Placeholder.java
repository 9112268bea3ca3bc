// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a provider's addresses for what differs from customer to customer. Nothing that it accepts can lead to another provider:
 * a value has no dot, slash or colon of its own unless its kind says so, and a host of the customer's own is a name under a given domain,
 * one of a list, or, only where the product is installed by customers anywhere, a public host name.
 *
 * @param kind what it may be
 * @param label what people call it, for example "Subdomain"
 * @param description where they find it
 * @param initial taken where the connection names none; {@code default} in the file
 * @param values all that it may be, where that is known
 * @param within the domains that a host must be under
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Placeholder(
        Kind kind,
        String label,
        @Nullable String description,
        @JsonProperty("default") @Nullable String initial,
        List<String> values,
        List<String> within) {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern HOST = Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}");
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._~-]{0,127}");
    private static final int HOST_CHARS_MAX = 253;

    public Placeholder(
            Kind kind,
            String label,
            @Nullable String description,
            @Nullable String initial,
            @Nullable List<String> values,
            @Nullable List<String> within) {
        this.kind = kind;
        this.label = label;
        this.description = description;
        this.initial = initial;
        this.values = values == null ? List.of() : List.copyOf(values);
        this.within = within == null ? List.of() : List.copyOf(within);
    }

    /** What a placeholder may be. */
    public enum Kind {
        /** One label of a host name: {@code acme} in {@code acme.example.com}. */
        @JsonProperty("label")
        LABEL,
        /** A whole host name. */
        @JsonProperty("host")
        HOST,
        /** One segment of a path. */
        @JsonProperty("segment")
        SEGMENT,
        /** Nothing that an application says: the provider tells it after consent, and only addresses of its API have it. */
        @JsonProperty("later")
        LATER
    }

    /** Whether an application says it, when it makes a connection. */
    @JsonIgnore
    public boolean isAsked() {
        return kind != Kind.LATER;
    }

    /** Whether {@code value} may stand in its place. */
    public boolean accepts(String value) {
        if (!values.isEmpty()) {
            return values.contains(value);
        }
        return switch (kind) {
            case LABEL -> LABEL.matcher(value).matches();
            case SEGMENT -> SEGMENT.matcher(value).matches();
            case HOST -> value.length() <= HOST_CHARS_MAX && HOST.matcher(value).matches() && isWithin(value);
            case LATER -> false;
        };
    }

    private boolean isWithin(String host) {
        return within.isEmpty() || within.stream().anyMatch(domain -> host.endsWith("." + domain));
    }

    /** What {@link #accepts} wants, as a sentence. */
    @JsonIgnore
    public String wanted() {
        if (!values.isEmpty()) {
            return "It is one of " + String.join(", ", values) + ".";
        }
        return switch (kind) {
            case LABEL -> "It is one part of a host name: lower-case letters, digits and hyphens.";
            case SEGMENT -> "It is one part of a path: letters, digits, hyphens, underscores and dots.";
            case HOST ->
                within.isEmpty()
                        ? "It is a host name, in lower case and without a port."
                        : "It is a host name under " + String.join(" or ", within) + ", in lower case.";
            case LATER -> "The provider tells it.";
        };
    }
}
