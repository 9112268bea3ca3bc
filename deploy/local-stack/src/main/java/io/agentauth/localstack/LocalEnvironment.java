// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.api.Api.Answer;
import io.agentauth.localstack.process.PartFailed;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Makes the environment {@code local}, a key for it, and managed apps at the emulated providers, over the API like anybody else, and keeps both for the next start. */
final class LocalEnvironment {
    private static final String NAME = "local";
    private static final Duration TRY_AGAIN = Duration.ofMillis(100);
    private static final Duration TRY_MAX = Duration.ofSeconds(20);

    /** Where an application that is being developed may be sent back to. */
    static final List<String> RETURN_URLS = List.of(
            "http://localhost:3000/connected", "http://localhost:5173/connected", "http://127.0.0.1:3000/connected");

    private static final List<String> SCOPES = List.of(
            "connections:read",
            "connections:write",
            "accounts:read",
            "accounts:write",
            "tokens:read",
            "events:read",
            "audit:read",
            "admin");

    private final Secrets secrets;
    private final Api operator;
    private final URI baseUrl;
    private final boolean realProviders;

    /** With {@code realProviders} only providers that are made for testing are emulated. */
    LocalEnvironment(URI baseUrl, Secrets secrets, boolean realProviders) {
        this.baseUrl = baseUrl;
        this.realProviders = realProviders;
        this.secrets = secrets;
        this.operator = new Api(baseUrl, secrets.installationKeyText());
    }

    void require() {
        if (secrets.localEnvironment().isEmpty()) {
            secrets.keepLocalEnvironment(findEnvironment().orElseGet(this::createEnvironment));
        }
        if (secrets.localApiKey().isEmpty()) {
            secrets.keepLocalApiKey(createKey(secrets.localEnvironment().orElseThrow()));
        }
        Answer own = patiently(new Api(baseUrl, secrets.localApiKey().orElseThrow()), "/v1/environment");
        if (own.status() != 200) {
            throw new PartFailed("the kept API key is refused (" + own.status() + " " + own.text("code")
                    + "): the data folder's secrets and database do not belong together");
        }
        new LocalApps(operator, realProviders).require();
    }

    private Optional<String> findEnvironment() {
        JsonNode list = Api.require(patiently(operator, "/v1/environments?limit=100"));
        return StreamSupport.stream(list.path("data").spliterator(), false)
                .filter(environment -> NAME.equals(environment.path("name").asText()))
                .map(environment -> environment.path("id").asText())
                .findFirst();
    }

    private String createEnvironment() {
        return Api.require(operator.post(
                        "/v1/environments",
                        Map.of(
                                "name",
                                NAME,
                                "kind",
                                "development",
                                "verification",
                                "none",
                                "return_urls",
                                RETURN_URLS)))
                .path("id")
                .asText();
    }

    private String createKey(String environmentId) {
        return Api.require(operator.post(
                        "/v1/api-keys", Map.of("name", NAME, "environment_id", environmentId, "scopes", SCOPES)))
                .path("key")
                .asText();
    }

    /** All parts said that they are ready, but a connection pool may still hold a dead connection. */
    private static Answer patiently(Api api, String path) {
        long deadline = System.nanoTime() + TRY_MAX.toNanos();
        Answer answer = api.get(path);
        while (answer.status() >= 500 && System.nanoTime() < deadline) {
            try {
                Pause.of(TRY_AGAIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return answer;
            }
            answer = api.get(path);
        }
        return answer;
    }
}
