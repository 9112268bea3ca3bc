// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The authorization endpoint.
 *
 * @param endpoint where the browser is sent; null until it is discovered, and where nobody is sent anywhere
 * @param parameters always sent
 * @param scopeSeparator what stands between scopes; a space by default
 * @param pkce whether a code challenge is sent
 * @param loginHintParameter carries the account that is meant; null where the provider knows no such thing
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Authorization(
        @Nullable UrlTemplate endpoint,
        Map<String, String> parameters,
        String scopeSeparator,
        PkceSupport pkce,
        @Nullable String loginHintParameter) {
    /** Nobody is sent anywhere. */
    static final Authorization NONE = new Authorization(null, null, null, PkceSupport.NONE, null);

    public Authorization(
            @Nullable UrlTemplate endpoint,
            @Nullable Map<String, String> parameters,
            @Nullable String scopeSeparator,
            PkceSupport pkce,
            @Nullable String loginHintParameter) {
        this.endpoint = endpoint;
        this.parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        this.scopeSeparator = scopeSeparator == null ? " " : scopeSeparator;
        this.pkce = pkce;
        this.loginHintParameter = loginHintParameter;
    }

    /** The endpoint's address; null until it is discovered, or while it has placeholders. */
    @JsonIgnore
    public @Nullable URI uri() {
        return endpoint == null ? null : endpoint.uri();
    }

    Authorization at(URI discovered, PkceSupport support) {
        return new Authorization(UrlTemplate.of(discovered), parameters, scopeSeparator, support, loginHintParameter);
    }

    Authorization filledWith(Map<String, String> values) {
        return new Authorization(
                endpoint == null ? null : endpoint.filledWith(values),
                parameters,
                scopeSeparator,
                pkce,
                loginHintParameter);
    }
}
