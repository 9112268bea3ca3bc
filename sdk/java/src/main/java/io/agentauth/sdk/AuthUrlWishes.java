// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.List;

/** What a link shall be like; nothing has to be said. */
public final class AuthUrlWishes extends Fields<AuthUrlWishes> {
    private AuthUrlWishes() {}

    /** A plain link. */
    public static AuthUrlWishes none() {
        return new AuthUrlWishes();
    }

    /** Where the person goes afterwards; on the environment's list. */
    public AuthUrlWishes redirectUrl(String redirectUrl) {
        return set("redirect_url", redirectUrl);
    }

    /** Scopes beyond what is granted. */
    public AuthUrlWishes scopes(List<String> scopes) {
        return set("scopes", scopes);
    }

    /** Who it probably is. */
    public AuthUrlWishes loginHint(String loginHint) {
        return set("login_hint", loginHint);
    }

    /** Where the person goes to be verified. */
    public AuthUrlWishes userVerifyUrl(String userVerifyUrl) {
        return set("user_verify_url", userVerifyUrl);
    }

    /** The account may become another person's at the provider. */
    public AuthUrlWishes allowOtherPerson(boolean allowed) {
        return set("allow_other_person", allowed);
    }

    /** Comes back with the person. */
    public AuthUrlWishes state(String state) {
        return set("state", state);
    }
}
