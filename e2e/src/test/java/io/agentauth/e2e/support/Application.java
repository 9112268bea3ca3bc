// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.api.Api.Answer;
import io.agentauth.localstack.demo.Person;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An application that uses the product: its connections, its accounts, and the people who consent. */
public final class Application {
    /** Where people come back to. */
    public static final String HOME = "http://localhost:3000/connected";

    private final LocalStack stack;
    private final Api api;

    public Application(LocalStack stack) {
        this.stack = stack;
        this.api = new Api(stack.baseUrl(), stack.apiKey());
    }

    /** The API with the environment's key. */
    public Api api() {
        return api;
    }

    /** A connection to the emulated provider as the client {@code clientId}. */
    public String connection(String clientId, Map<String, ?> settings) {
        Map<String, Object> wanted = new HashMap<>(Map.of(
                "provider",
                Truth.PROVIDER,
                "auth_type",
                "oauth2",
                "name",
                clientId,
                "credentials",
                Map.of("client_id", clientId, "client_secret", "secret-of-" + clientId)));
        if (!settings.isEmpty()) {
            wanted.put("settings", settings);
        }
        return Api.require(api.post("/v1/connections", wanted)).path("id").asText();
    }

    /** A new account that nobody has consented to. */
    public String account(String connection, String identifier) {
        return Api.require(api.post(
                        "/v1/accounts",
                        Map.of("connection_id", connection, "identifier", identifier, "identifier_type", "user_id")))
                .path("id")
                .asText();
    }

    /** A connect link. */
    public URI link(String account) {
        JsonNode link = Api.require(api.post("/v1/accounts/" + account + "/auth-url", Map.of("redirect_url", HOME)));
        return URI.create(link.path("url").asText());
    }

    /** Somebody called {@code identifier} consents. Returns where the browser ended. */
    public URI consent(String account, String identifier) {
        return new Person(identifier, _ -> {}).agree(link(account), HOME);
    }

    /** An account whose person has consented. */
    public String connected(String connection, String identifier) {
        String account = account(connection, identifier);
        URI back = consent(account, identifier);
        if (!back.toString().contains("status=active")) {
            throw new AssertionError("the consent ended at " + back);
        }
        return account;
    }

    /** The account as the API shows it. */
    public JsonNode read(String account) {
        return Api.require(api.get("/v1/accounts/" + account));
    }

    /** A token read, whatever its status. */
    public Answer token(String account) {
        return api.get("/v1/accounts/" + account + "/token");
    }

    /** The access token, which must be there. */
    public String accessToken(String account) {
        return Api.require(token(account)).path("access_token").asText();
    }

    /** Asks for a renewal, whatever comes of it. */
    public Answer refresh(String account) {
        return api.post("/v1/accounts/" + account + "/refresh", Map.of("reason", "manual"));
    }

    /** The statuses of a revocation receipt. */
    public static List<String> statuses(JsonNode receipt) {
        return receipt.findValuesAsText("status");
    }

    /** The stack that it talks to. */
    public LocalStack stack() {
        return stack;
    }
}
