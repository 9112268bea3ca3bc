// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.managed;

import io.agentauth.connections.connection.Credentials;
import io.agentauth.requests.Input;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sends for a managed app. What is missing stays as it is.
 *
 * @param credentials id and secret together
 * @param scopes asked for by a connection that names none
 * @param placeholders what stands in the provider's addresses, by name
 */
record WantedApp(
        @Nullable Credentials credentials, @Nullable List<String> scopes, @Nullable Map<String, String> placeholders) {
    List<String> scopesOr(List<String> otherwise) {
        return scopes == null ? otherwise : Input.scopes("scopes", scopes);
    }
}
