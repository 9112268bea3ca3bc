// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was handed out: a token, or what a person entered. Its {@code toString} leaves the secrets out.
 *
 * @param accessToken null where a person entered something
 * @param apiBaseUrl where the provider's API is for this account; null where that is not known
 * @param facts what the provider told of the account beside its token, by the names of the provider's page
 * @param authType how the person connected where it was not by consent: api_key, basic, bearer, custom, none; null for a token
 * @param headers what every call of the provider's API has in its headers, where a person entered something
 * @param query the same of its query
 * @param body the same of its JSON body
 * @param fields what the person entered, by the names of the provider's fields
 */
public record AccessToken(
        @Nullable String accessToken,
        @Nullable String tokenType,
        @Nullable Instant expiresAt,
        List<String> scopes,
        @Nullable String apiBaseUrl,
        Map<String, String> facts,
        @Nullable String authType,
        Map<String, String> headers,
        Map<String, String> query,
        Map<String, String> body,
        Map<String, String> fields) {
    private static final String BEARER = "Bearer ";

    public AccessToken {
        scopes = scopes == null ? List.of() : scopes;
        facts = facts == null ? Map.of() : facts;
        headers = headers == null ? Map.of() : headers;
        query = query == null ? Map.of() : query;
        body = body == null ? Map.of() : body;
        fields = fields == null ? Map.of() : fields;
    }

    /**
     * The headers that every call of the provider's API has: those that it wants, or {@code Authorization} with the token.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750 §2.1</a>
     */
    public Map<String, String> requestHeaders() {
        return accessToken == null
                ? headers
                : Map.of("Authorization", Objects.requireNonNullElse(tokenType, "Bearer") + " " + accessToken);
    }

    /**
     * The bearer token by itself; a secret.
     *
     * @throws NoBearerTokenException where a person entered something that is none
     */
    public String bearerToken() {
        if (accessToken != null) {
            return accessToken;
        }
        String authorization = headers.getOrDefault("Authorization", "");
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new NoBearerTokenException(Objects.requireNonNullElse(authType, "nothing"));
        }
        return authorization.substring(BEARER.length());
    }

    @Override
    public String toString() {
        return authType == null
                ? "AccessToken[" + tokenType + ", expiresAt=" + expiresAt + ", scopes=" + scopes + "]"
                : "AccessToken[" + authType + "]";
    }
}
