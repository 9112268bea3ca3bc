// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The authorization endpoint.
 *
 * @param endpoint where the browser is sent; null until it is discovered
 * @param parameters always sent
 * @param scopeSeparator what stands between scopes; a space by default
 * @param pkce whether a code challenge is sent
 * @param loginHintParameter carries the account that is meant; null where the provider knows no such thing
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Authorization(
        @Nullable URI endpoint,
        Map<String, String> parameters,
        String scopeSeparator,
        PkceSupport pkce,
        @Nullable String loginHintParameter) {
    public Authorization(
            @Nullable URI endpoint,
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

    Authorization at(URI discovered, PkceSupport support) {
        return new Authorization(discovered, parameters, scopeSeparator, support, loginHintParameter);
    }
}
