// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.emulator.EmulatorSettings;
import io.agentauth.emulator.Players;
import io.agentauth.localstack.api.Api;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Registers a managed app at each provider that the emulator plays and this release connects: a first connection needs nobody's registration. Where
 * providers are the real ones, which know nothing of such an app, there is none.
 */
final class LocalApps {
    private static final String CLIENT = "local-managed";

    /** What the emulator takes from any client. */
    private static final Map<String, String> CREDENTIALS =
            Map.of("client_id", CLIENT, "client_secret", EmulatorSettings.CLIENT_SECRET);

    /** What is entered where a provider's address names an app of it. */
    private static final Map<String, Map<String, String>> PLACEHOLDERS = Map.of("vercel", Map.of("slug", "agent-auth"));

    private final Api operator;
    private final Set<String> wanted;

    LocalApps(Api operator, boolean realProviders) {
        this.operator = operator;
        this.wanted = realProviders ? Set.of(Players.FOR_TESTING) : Players.providers();
    }

    /** Registers those that are missing, and takes those away that were registered when other providers were played. */
    void require() {
        Set<String> there = new HashSet<>();
        Api.require(operator.get("/v1/managed-apps?limit=100")).path("data").forEach(app -> {
            String provider = app.path("provider").asText();
            if (!isLeft(app) || wanted.contains(provider)) {
                there.add(provider);
            } else {
                Api.require(operator.delete("/v1/managed-apps/" + provider));
            }
        });
        wanted.stream().filter(provider -> !there.contains(provider)).forEach(this::register);
    }

    /** Whether it is one of ours that nobody uses. */
    private static boolean isLeft(JsonNode app) {
        return CLIENT.equals(app.at("/credentials/client_id").asText())
                && app.path("connections").asLong() == 0;
    }

    private void register(String provider) {
        Api.require(operator.put(
                "/v1/managed-apps/" + provider,
                Map.of("credentials", CREDENTIALS, "placeholders", PLACEHOLDERS.getOrDefault(provider, Map.of()))));
    }
}
