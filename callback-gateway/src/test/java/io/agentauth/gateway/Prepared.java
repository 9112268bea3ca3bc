// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Answers as the services give them. */
final class Prepared {
    private Prepared() {}

    static JsonObject view(String state) {
        return new JsonObject()
                .put("state", state)
                .put("authorization_id", "auth_1")
                .put("application", new JsonObject().put("name", "Inbox Butler").putNull("logo_url"))
                .put("provider", new JsonObject().put("id", "gmail").put("name", "Gmail"))
                .put("identifier", "user_123")
                .put("identifier_type", "user_id")
                .put(
                        "scopes",
                        new JsonArray()
                                .add(scope("https://www.googleapis.com/auth/gmail.send", "Send e-mail for you"))
                                .add(scope("email", "See your e-mail address")))
                .put("authorize_origin", "https://provider.example")
                .put("expires_at", "2030-01-01T00:00:00Z");
    }

    static JsonObject scope(String name, String description) {
        return new JsonObject().put("name", name).put("description", description);
    }

    static JsonObject started(String url) {
        return new JsonObject()
                .put("authorize_url", url)
                .put(
                        "cookie",
                        new JsonObject()
                                .put("name", "__Host-aa-flow1")
                                .put("value", "secret")
                                .put("max_age_seconds", 600));
    }

    static JsonObject callback(String outcome, String authorizationId) {
        return "unknown".equals(outcome)
                ? new JsonObject().put("outcome", outcome)
                : new JsonObject().put("outcome", outcome).put("authorization_id", authorizationId);
    }

    static JsonObject outcome(String status, String redirectUrl, String authorizationId) {
        return new JsonObject()
                .put("authorization_id", authorizationId)
                .put("account_id", "acc_1")
                .put("status", status)
                .put("redirect_url", redirectUrl)
                .put("state", "of the&app")
                .put("account_status", "active")
                .put("application", new JsonObject().put("name", "Inbox Butler"))
                .put("provider", new JsonObject().put("id", "gmail").put("name", "Gmail"));
    }
}
