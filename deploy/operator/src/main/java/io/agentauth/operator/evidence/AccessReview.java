// SPDX-License-Identifier: Apache-2.0
package io.agentauth.operator.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Who may do what: every API key with its scopes and its last use in the trail, and what a reviewer should ask about. */
final class AccessReview {
    private static final Duration IDLE = Duration.ofDays(90);

    private AccessReview() {}

    /** Of the environment's keys, as they are at {@code now}. */
    static ArrayNode of(Installation api, Instant now) throws IOException {
        ArrayNode review = JsonNodeFactory.instance.arrayNode();
        for (JsonNode key : api.all("/v1/api-keys")) {
            String id = URLEncoder.encode(key.path("id").asText(), StandardCharsets.UTF_8);
            JsonNode last =
                    api.get("/v1/audit?limit=1&key_id=" + id).path("data").path(0);
            ObjectNode entry = key.deepCopy();
            entry.set(
                    "last_use_in_trail",
                    last.isMissingNode() ? JsonNodeFactory.instance.nullNode() : last.path("time"));
            entry.set("to_ask_about", questions(key, last, now));
            review.add(entry);
        }
        return review;
    }

    private static ArrayNode questions(JsonNode key, JsonNode last, Instant now) {
        ArrayNode questions = JsonNodeFactory.instance.arrayNode();
        if (!key.path("revoked_at").isNull() || isBefore(key.path("expires_at"), now)) {
            return questions;
        }
        if (key.path("expires_at").isNull()) {
            questions.add("it never expires");
        }
        if (key.path("allowed_addresses").isEmpty()) {
            questions.add("it may be used from anywhere");
        }
        for (JsonNode scope : key.path("scopes")) {
            if (scope.asText().equals("admin")) {
                questions.add("it may make other keys");
            }
        }
        if (isBefore(key.path("created_at"), now.minus(IDLE))
                && (last.isMissingNode() || isBefore(last.path("time"), now.minus(IDLE)))) {
            questions.add("the trail has nothing of it for " + IDLE.toDays() + " days");
        }
        return questions;
    }

    private static boolean isBefore(JsonNode time, Instant limit) {
        return time.isTextual() && Instant.parse(time.asText()).isBefore(limit);
    }
}
