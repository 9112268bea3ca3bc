// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import com.fasterxml.jackson.core.JsonGenerator;
import io.agentauth.providers.Facts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;

/** What the provider told of an account beside its tokens, and where its API is: as it goes out with each token. */
record Told(Map<String, Object> facts) {
    private static final String NOTHING = "{}";
    private static final Told EMPTY = new Told(Map.of());

    /** Of a JSON object of texts. */
    static Told of(String facts) {
        return facts.equals(NOTHING) ? EMPTY : new Told(new JsonObject(facts).getMap());
    }

    void write(JsonGenerator json) throws IOException {
        Object address = facts.get(Facts.API_BASE_URL);
        json.writeStringField(Facts.API_BASE_URL, address == null ? null : address.toString());
        json.writeObjectFieldStart("facts");
        for (Map.Entry<String, Object> fact : facts.entrySet()) {
            if (!fact.getKey().equals(Facts.API_BASE_URL)) {
                json.writeStringField(fact.getKey(), String.valueOf(fact.getValue()));
            }
        }
        json.writeEndObject();
    }
}
