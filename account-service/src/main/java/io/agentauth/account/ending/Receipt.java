// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.ending;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What became of one slot's grant at the provider. */
public record Receipt(String slot, @Nullable Long generation, Status status) {
    /** The closed list. */
    public enum Status {
        /** The provider has taken it back. */
        REVOKED,
        /** The access token is over, and the refresh token lives on there. */
        PARTLY_REVOKED,
        /** The provider has no way to take it back. */
        UNSUPPORTED,
        /** The provider did not do it; it is forgotten here all the same. */
        FAILED,
        /** Not known yet. */
        PENDING,
        /** It lives on there, because other accounts share it. */
        KEPT_SHARED;

        /** As it is sent. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads {@link #wireName()}; what a later token-refresher says is not a success that this one knows. */
        @JsonCreator
        static Status of(String wireName) {
            for (Status status : values()) {
                if (status.wireName().equals(wireName)) {
                    return status;
                }
            }
            return FAILED;
        }
    }

    /** What was entered is forgotten here, and nobody can take it back at the provider but the person. */
    public static Receipt unsupported(String slot, long generation) {
        return new Receipt(slot, generation, Status.UNSUPPORTED);
    }

    /** Not known yet: token-refresher has not been reached, and will be. */
    static Receipt pending(String slot) {
        return new Receipt(slot, null, Status.PENDING);
    }
}
