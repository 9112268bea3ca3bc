// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.agentauth.oauth.BodyFormat;
import io.agentauth.oauth.Client;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.Parameters;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call that gives an access token for an access token: a longer one for the first, or the next for one that ends. All of it is in the query.
 *
 * @param endpoint where it is asked
 * @param grantType what is asked for
 * @param parameter the parameter that has the token
 * @param client which of {@code client_id} and {@code client_secret} go along
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AccessExchange(UrlTemplate endpoint, String grantType, String parameter, List<String> client) {
    private static final String CLIENT_ID = "client_id";
    private static final String CLIENT_SECRET = "client_secret";

    public AccessExchange(
            UrlTemplate endpoint, String grantType, @Nullable String parameter, @Nullable List<String> client) {
        this.endpoint = endpoint;
        this.grantType = grantType;
        this.parameter = parameter == null ? "access_token" : parameter;
        this.client = client == null ? List.of() : List.copyOf(client);
    }

    /**
     * Asks with {@code token}.
     *
     * @throws IllegalStateException if the address has placeholders still
     */
    public HttpRequest request(Client asking, Sensitive token) {
        URI uri = endpoint.uri();
        if (uri == null) {
            throw new IllegalStateException("an address has placeholders still");
        }
        Map<String, String> query = new LinkedHashMap<>();
        query.put("grant_type", grantType);
        if (client.contains(CLIENT_ID)) {
            query.put(CLIENT_ID, asking.id());
        }
        Sensitive secret = asking.secret();
        if (client.contains(CLIENT_SECRET) && secret != null) {
            query.put(CLIENT_SECRET, secret.reveal(Reveal.TO_AUTHENTICATE_THE_CLIENT));
        }
        query.put(parameter, token.reveal(Reveal.TO_PRESENT_AT_THE_TOKEN_ENDPOINT));
        return HttpRequest.get(uri).asking(Parameters.body(BodyFormat.FORM, query));
    }

    AccessExchange filledWith(Map<String, String> values) {
        return new AccessExchange(endpoint.filledWith(values), grantType, parameter, client);
    }

    static @Nullable AccessExchange filled(@Nullable AccessExchange exchange, Map<String, String> values) {
        return exchange == null ? null : exchange.filledWith(values);
    }
}
