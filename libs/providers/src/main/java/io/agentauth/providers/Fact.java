// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.agentauth.oauth.Pointer;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that a provider tells of an account beside its token, and that its API cannot be called without: which company, which team, which host.
 * It is read in one place. Whoever tells it is not believed further than this file goes: a host is under the provider's own domains, and anything
 * else is a short word without a slash.
 *
 * @param label what people call it
 * @param callback the parameter of the callback that has it
 * @param answer where it is in the token endpoint's answers; the newest counts
 * @param identity where it is in the answer of the identity call
 * @param pattern what all of it matches; a segment of a path where the file says nothing
 * @param within the domains that it is a host of; of an address its host is kept
 * @param scopes whether it is the scopes that were granted, which the token endpoint does not tell
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Fact(
        String label,
        @Nullable String callback,
        @Nullable Pointer answer,
        @Nullable Pointer identity,
        @Nullable String pattern,
        List<String> within,
        Boolean scopes) {
    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7E]{1,200}");
    private static final int HTTPS = 443;

    public Fact(
            String label,
            @Nullable String callback,
            @Nullable Pointer answer,
            @Nullable Pointer identity,
            @Nullable String pattern,
            @Nullable List<String> within,
            @Nullable Boolean scopes) {
        this.label = label;
        this.callback = callback;
        this.answer = answer;
        this.identity = identity;
        this.pattern = pattern;
        this.within = within == null ? List.of() : List.copyOf(within);
        // Not in what an earlier release kept.
        this.scopes = scopes != null && scopes;
    }

    /** What of {@code said} is kept; empty where it is not what this may be. */
    Optional<String> in(String said) {
        return Optional.of(said)
                .filter(text -> PRINTABLE.matcher(text).matches())
                .flatMap(text -> within.isEmpty() ? Optional.of(text) : host(text))
                .filter(this::accepts);
    }

    private boolean accepts(String value) {
        return pattern == null ? kind().accepts(value) : BoundedMatch.of(pattern, value);
    }

    private Placeholder kind() {
        Placeholder.Kind kind = within.isEmpty() ? Placeholder.Kind.SEGMENT : Placeholder.Kind.HOST;
        return new Placeholder(kind, label, null, null, null, within);
    }

    /** A host as it is, or of an address over TLS that is nothing but a host. */
    private static Optional<String> host(String said) {
        if (!said.contains("/")) {
            return Optional.of(said.toLowerCase(Locale.ROOT));
        }
        try {
            URI address = URI.create(said);
            boolean plain = "https".equalsIgnoreCase(address.getScheme())
                    && address.getRawUserInfo() == null
                    && (address.getPort() == -1 || address.getPort() == HTTPS)
                    && (address.getRawPath().isEmpty() || address.getRawPath().equals("/"))
                    && address.getRawQuery() == null
                    && address.getRawFragment() == null;
            return Optional.ofNullable(plain ? address.getHost() : null).map(host -> host.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
