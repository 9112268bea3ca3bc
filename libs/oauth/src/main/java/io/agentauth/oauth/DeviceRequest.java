// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Asks for a code that a person enters in whatever browser they have.
 *
 * @param endpoint where
 * @param style how the client proves itself: as at the token endpoint
 * @param scopes the parameters that ask for scopes, joined as the provider wants
 * @param names what parameters of the protocol are called there, where they have other names
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8628#section-3.1">RFC 8628 §3.1</a>
 */
public record DeviceRequest(
        URI endpoint, ClientAuthentication style, Map<String, String> scopes, Map<String, String> names) {
    public DeviceRequest {
        scopes = Map.copyOf(scopes);
        names = Map.copyOf(names);
    }

    /** The same as {@code client} sends it. It says who it is in the body, too, whatever proves it: some servers look only there. */
    public HttpRequest of(Client client) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("client_id", client.id());
        parameters.putAll(scopes);
        Map<String, String> form = new LinkedHashMap<>(Parameters.renamed(parameters, names));
        ClientProof.addTo(form, style, client);
        HttpRequest request = new HttpRequest(
                "POST",
                endpoint,
                Map.of("Accept", "application/json"),
                ClientProof.header(style, client),
                BodyFormat.FORM.contentType(),
                Parameters.body(BodyFormat.FORM, form));
        return ClientProof.shown(request, style, client);
    }
}
