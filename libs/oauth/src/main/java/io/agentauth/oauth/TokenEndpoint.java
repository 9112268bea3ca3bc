// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import java.net.URI;
import java.util.Map;

/**
 * A token endpoint and how it wants to be spoken to.
 *
 * @param uri where codes are exchanged
 * @param refreshUri where tokens are refreshed; mostly the same
 * @param authentication how the client proves itself
 * @param body how parameters travel
 * @param names what parameters of the protocol are called there, where they have other names
 * @param headers sent with every request, beside those of the protocol
 * @param codeParameters added when a code is presented
 * @param refreshParameters added when a refresh token is presented; {@code {redirect_uri}} stands for the client's own
 */
public record TokenEndpoint(
        URI uri,
        URI refreshUri,
        ClientAuthentication authentication,
        BodyFormat body,
        Map<String, String> names,
        Map<String, String> headers,
        Map<String, String> codeParameters,
        Map<String, String> refreshParameters) {
    public TokenEndpoint {
        names = Map.copyOf(names);
        headers = Map.copyOf(headers);
        codeParameters = Map.copyOf(codeParameters);
        refreshParameters = Map.copyOf(refreshParameters);
    }
}
