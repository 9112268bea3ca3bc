// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

/** Why a token is renewed, and which. */
public final class RefreshWishes extends Fields<RefreshWishes> {
    private RefreshWishes() {}

    /** The main token, for no special reason. */
    public static RefreshWishes now() {
        return new RefreshWishes();
    }

    /** manual, or rejected: the provider refused the token. */
    public RefreshWishes reason(String reason) {
        return set("reason", reason);
    }

    /** Which of several. */
    public RefreshWishes slot(String slot) {
        return set("slot", slot);
    }
}
