// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The three steps of OAuth 1.0a.
 *
 * @param requestToken where a temporary token is asked for
 * @param authorization where the browser is sent with it
 * @param accessToken where it is exchanged
 * @param signatureMethods that the provider takes, the best first
 * @param parameters added to the authorization
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5849#section-2">RFC 5849 §2</a>
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record OAuth1(
        UrlTemplate requestToken,
        UrlTemplate authorization,
        UrlTemplate accessToken,
        List<String> signatureMethods,
        Map<String, String> parameters) {
    public OAuth1(
            UrlTemplate requestToken,
            UrlTemplate authorization,
            UrlTemplate accessToken,
            List<String> signatureMethods,
            @Nullable Map<String, String> parameters) {
        this.requestToken = requestToken;
        this.authorization = authorization;
        this.accessToken = accessToken;
        this.signatureMethods = List.copyOf(signatureMethods);
        this.parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
    }

    OAuth1 filledWith(Map<String, String> values) {
        return new OAuth1(
                requestToken.filledWith(values),
                authorization.filledWith(values),
                accessToken.filledWith(values),
                signatureMethods,
                parameters);
    }
}
