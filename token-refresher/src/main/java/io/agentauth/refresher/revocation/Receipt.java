// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.revocation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What became of one grant at the provider. */
public record Receipt(String slot, long generation, Status status) {
    /** How it ended, or that it has not yet. */
    public enum Status {
        /** It is dead at the provider. */
        @JsonProperty("revoked")
        REVOKED,
        /** The access token is dead at the provider, which has no way to end the refresh token; that is forgotten here. */
        @JsonProperty("partly_revoked")
        PARTLY_REVOKED,
        /** The provider has no way to end it. */
        @JsonProperty("unsupported")
        UNSUPPORTED,
        /** The provider would not. */
        @JsonProperty("failed")
        FAILED,
        /** The provider could not be asked yet; it is tried again. */
        @JsonProperty("pending")
        PENDING,
        /** Ending it would have ended another live grant. */
        @JsonProperty("kept_shared")
        KEPT_SHARED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status parse(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
