// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An operator's registration at a provider, as far as environments know it: not by whom the provider takes it for.
 *
 * @param scopes asked for by a connection that names none
 * @param placeholders what stands in the provider's addresses: the operator's to say, since the secret goes there
 */
public record ManagedApp(UUID id, String provider, List<String> scopes, Map<String, String> placeholders) {
    public ManagedApp {
        scopes = List.copyOf(scopes);
        placeholders = Map.copyOf(placeholders);
    }
}
