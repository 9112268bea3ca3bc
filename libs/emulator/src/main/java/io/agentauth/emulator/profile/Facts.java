// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import io.agentauth.emulator.switches.Switches;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is plain data about a provider.
 *
 * @param endpoints by host and path
 * @param issParameter whether callbacks carry {@code iss} (RFC 9207)
 * @param nature how it behaves while no switch is set
 */
public record Facts(
        String id,
        String issuer,
        Map<String, Endpoint> endpoints,
        Set<ClientStyle> clientStyles,
        boolean pkceRequired,
        boolean issParameter,
        Switches nature) {
    public Facts {
        endpoints = Map.copyOf(endpoints);
        clientStyles = Set.copyOf(clientStyles);
    }

    /** The address that does this. */
    String pathOf(Endpoint endpoint) {
        return endpoints.entrySet().stream()
                .filter(each -> each.getValue() == endpoint)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** Of the grants that people consent to, those that it knows. */
    List<String> grantTypes() {
        return endpoints.containsValue(Endpoint.DEVICE_AUTHORIZATION)
                ? List.of("authorization_code", "refresh_token", Profile.DEVICE_CODE)
                : List.of("authorization_code", "refresh_token");
    }
}
