// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.member;

import io.agentauth.requests.Input;
import org.jspecify.annotations.Nullable;

/** The person for whom something is done, by the application's own id: compared character by character, as every identifier. */
public final class ActingUser {
    private static final String FIELD = "acting_user";
    static final int CHARS_MAX = 200;

    private ActingUser() {}

    /** What the caller said; null where it named nobody. Fails with {@code invalid_field}. */
    public static @Nullable String named(@Nullable String sent) {
        return sent == null || sent.isEmpty() ? null : Input.required(FIELD, sent, CHARS_MAX);
    }
}
