// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.forward;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What credentials look like, judged before anything is asked or computed: garbage must cost next to nothing. */
@ApplicationScoped
public class KeyForm {
    private static final List<String> SECRETS = List.of(
            "api_key=", "apikey=", "api-key=", "access_token=", "client_secret=", "authorization=", "refresh_token=");
    private static final int CHARS_MIN = 20;
    private static final int CHARS_MAX = 200;

    /** Whether it is a JWT, from {@code /oauth/token}; the services verify it. */
    boolean isJwt(String credential) {
        return credential.startsWith("eyJ") && credential.indexOf('.') > 0;
    }

    /** Whether it can be an API key at all. */
    boolean isWellFormed(String credential) {
        return credential.length() >= CHARS_MIN
                && credential.length() <= CHARS_MAX
                && credential.chars().allMatch(c -> c > ' ' && c < 127);
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
