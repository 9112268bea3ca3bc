// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Attempts of people to connect an account. */
public final class Authorizations extends Resource {
    Authorizations(Http http) {
        super(http);
    }

    /** Confirms, from your back end, which user it is that came back with {@code verify_token}. */
    public VerifiedAccount verify(String verifyToken, String identifier) {
        return verify(verifyToken, identifier, "user_id");
    }

    /** The same for an organisation: {@code identifierType} is user_id or org_id. */
    public VerifiedAccount verify(String verifyToken, String identifier, String identifierType) {
        Map<String, String> proof = new LinkedHashMap<>(Map.of("verify_token", verifyToken, "identifier", identifier));
        if (!identifierType.equals("user_id")) {
            proof.put("identifier_type", identifierType);
        }
        JsonNode answer = post("/v1/authorizations/verify", proof, JsonNode.class);
        return new VerifiedAccount(
                Json.as(answer, Account.class), answer.path("next_url").asText());
    }
}
