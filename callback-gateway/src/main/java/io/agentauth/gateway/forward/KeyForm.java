// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.forward;

import io.agentauth.gateway.caller.CallerTokens;
import io.agentauth.identity.ApiKeyText;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.problems.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.List;

/** What credentials look like, judged before anything is asked or computed: garbage must cost next to nothing. */
@ApplicationScoped
public class KeyForm {
    private static final int CLAIMS_CHARS_MAX = 2_048;
    private static final List<String> SECRETS = List.of(
            "api_key=", "apikey=", "api-key=", "access_token=", "client_secret=", "authorization=", "refresh_token=");

    /** Whether it is a JWT, from {@code /oauth/token}; the services verify it. */
    boolean isJwt(String credential) {
        return credential.startsWith("eyJ") && credential.indexOf('.') > 0;
    }

    /** Whether it can be an API key at all, its checksum included. */
    boolean isWellFormed(String credential) {
        return ApiKeyText.isWellFormed(credential);
    }

    /**
     * Whose requests a JWT's are counted as: its {@code sub}, the same for all tokens of a key, and where it comes from. Nothing is verified
     * here, so that whoever writes another's {@code sub} into a token of his own spends what belongs to his own address.
     *
     * @throws ProblemException {@code invalid_api_key} if it says nothing that could be a caller
     */
    String subjectOf(String jwt, String clientAddress) {
        try {
            String[] parts = jwt.split("\\.", -1);
            String claims = parts.length == 3 && parts[1].length() <= CLAIMS_CHARS_MAX ? parts[1] : "";
            Object sub = new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(claims))).getValue("sub");
            return "jwt:" + ApiKeyId.parse(String.valueOf(sub)) + "@" + clientAddress;
        } catch (IllegalArgumentException | DecodeException e) {
            throw CallerTokens.invalid();
        }
    }

    /** Whether a query, in lower case, has a parameter that is meant for a secret. */
    boolean isSecretIn(String query) {
        return SECRETS.stream().anyMatch(name -> query.startsWith(name) || query.contains("&" + name));
    }
}
