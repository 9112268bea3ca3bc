// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.ids.EventId;
import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.grant.Claim;
import io.agentauth.refresher.grant.StoredToken;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One claim on its way through this process, from the claim to the commit.
 *
 * @param claim whose turn it is
 * @param connection by which it is presented
 * @param reason what asked for it: a word for the event
 * @param cause the event that asked for it
 * @param uncertain whether an earlier presentation of the same attempt ended ambiguously
 * @param landing completes when everything about it is committed
 */
record Flight(
        Claim claim,
        ConnectionCopy connection,
        String reason,
        @Nullable EventId cause,
        boolean uncertain,
        CompletableFuture<Landing> landing) {
    /** What it came to. */
    sealed interface Landing {
        /** A new token is stored. */
        record Renewed(StoredToken token) implements Landing {}

        /** None; tried again by itself after {@code pause}, if at all. */
        record Failed(String reason, @Nullable Duration pause) implements Landing {}

        /** The grant is over. */
        record Ended(String reason) implements Landing {}

        /** The connection is refused. */
        record Suspended() implements Landing {}

        /** The attempt is kept unresolved for a while. */
        record Held() implements Landing {}

        /** Somebody else decided meanwhile: look at the grant. */
        record Overtaken() implements Landing {}
    }

    static Flight of(Claim claim, ConnectionCopy connection, String reason, @Nullable EventId cause) {
        return new Flight(claim, connection, reason, cause, claim.presentation() > 1, new CompletableFuture<>());
    }

    /** The same flight with the attempt's second presentation. */
    Flight again(Claim second, boolean nowUncertain) {
        return new Flight(second, connection, reason, cause, uncertain || nowUncertain, landing);
    }

    RotationClass rotation() {
        return connection.provider().rotation().rotationClass();
    }

    Decision.Situation situation() {
        return new Decision.Situation(rotation(), claim.slot(), claim.presentation(), claim.alive());
    }
}
