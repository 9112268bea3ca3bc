// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.agentauth.oauth.OAuth1Signer;
import io.agentauth.oauth.SignatureMethod;
import io.agentauth.vault.Sensitive;
import java.net.URI;
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
 * @param nameParameter the parameter of the authorization that has the application's name, where the provider shows it to the person
 * @param header an {@code Authorization} header that the provider takes without a signature, with {@code {consumer_key}} and {@code {token}} in their
 *     places; null where every call is signed
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5849#section-2">RFC 5849 §2</a>
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record OAuth1(
        UrlTemplate requestToken,
        UrlTemplate authorization,
        UrlTemplate accessToken,
        List<String> signatureMethods,
        Map<String, String> parameters,
        @Nullable String nameParameter,
        @Nullable String header) {
    public OAuth1(
            UrlTemplate requestToken,
            UrlTemplate authorization,
            UrlTemplate accessToken,
            List<String> signatureMethods,
            @Nullable Map<String, String> parameters,
            @Nullable String nameParameter,
            @Nullable String header) {
        this.requestToken = requestToken;
        this.authorization = authorization;
        this.accessToken = accessToken;
        this.signatureMethods = List.copyOf(signatureMethods);
        this.parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        this.nameParameter = nameParameter;
        this.header = header;
    }

    /** Where temporary credentials are asked for. */
    public URI requestTokenUri() {
        return known(requestToken);
    }

    /** Where the browser is sent. */
    public URI authorizationUri() {
        return known(authorization);
    }

    /** Where a token is asked for. */
    public URI accessTokenUri() {
        return known(accessToken);
    }

    private static URI known(UrlTemplate address) {
        URI uri = address.uri();
        if (uri == null) {
            throw new IllegalStateException("an address has placeholders still");
        }
        return uri;
    }

    /** Who signs for a client, by the best method that the provider takes. */
    public OAuth1Signer signer(String clientId, Sensitive secret) {
        return new OAuth1Signer(clientId, secret, null, SignatureMethod.of(signatureMethods.getFirst()));
    }

    OAuth1 filledWith(Map<String, String> values) {
        return new OAuth1(
                requestToken.filledWith(values),
                authorization.filledWith(values),
                accessToken.filledWith(values),
                signatureMethods,
                parameters,
                nameParameter,
                header);
    }
}
