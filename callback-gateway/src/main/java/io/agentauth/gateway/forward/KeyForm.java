// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.forward;

import io.agentauth.identity.ApiKeyText;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What credentials look like, judged before anything is asked or computed: garbage must cost next to nothing. */
@ApplicationScoped
public class KeyForm {
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

    /** Whose requests a JWT's are counted as: the caller's part of it, which is the same for all its tokens' lives. */
    String subjectOf(String jwt) {
        return "jwt:" + Integer.toHexString(jwt.hashCode());
    }

    /** Whether a query, in lower case, has a parameter that is meant for a secret. */
    boolean isSecretIn(String query) {
        return SECRETS.stream().anyMatch(name -> query.startsWith(name) || query.contains("&" + name));
    }
}
