// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.refresher.keyset.KeyRing;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.jspecify.annotations.Nullable;

/** A renewal for somebody who waits: a read with too little life left, or a person's wish. */
@Path("/internal/grants/renew")
public class RenewalResource {
    private final RenewNow renewNow;
    private final KeyRing keys;

    @Inject
    RenewalResource(RenewNow renewNow, KeyRing keys) {
        this.renewNow = renewNow;
        this.keys = keys;
    }

    /** Why it is wanted now. */
    public enum Reason {
        /** The token lives, but not long enough for the reader. */
        @JsonProperty("min_validity")
        MIN_VALIDITY,
        /** It has expired. */
        @JsonProperty("expired")
        EXPIRED,
        /** The provider's API refused it before its time. */
        @JsonProperty("rejected")
        REJECTED,
        /** Somebody asked for it. */
        @JsonProperty("manual")
        MANUAL
    }

    /** Which token is not good enough; {@code version} is that token's. */
    public record Wanted(
            @NotNull EnvironmentId environmentId,
            @NotNull AccountId accountId,
            @NotNull String slot,
            long generation,
            long version,
            @NotNull Reason reason) {}

    /** What came of it. */
    public enum Result {
        /** There is a new token, and account-service has adopted it. */
        @JsonProperty("renewed")
        RENEWED,
        /** The stored token is newer than the caller's, or too young to be renewed for this reason. */
        @JsonProperty("current")
        CURRENT,
        /** Under way, and longer than one may wait. */
        @JsonProperty("in_progress")
        IN_PROGRESS,
        /** An earlier attempt has no answer yet, and its rotation class says to wait. */
        @JsonProperty("held")
        HELD,
        /** It did not work this time. */
        @JsonProperty("failed")
        FAILED,
        /** The grant is over. */
        @JsonProperty("ended")
        ENDED,
        /** The provider refuses the connection itself. */
        @JsonProperty("suspended")
        SUSPENDED
    }

    /** The answer; {@code retryAfterMs} where asking again makes sense. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(Result result, @Nullable Long retryAfterMs, @Nullable String reason) {
        static Answer of(Result result) {
            return new Answer(result, null, null);
        }
    }

    /** Renews, or says why not; waits for the one flight, wherever it is (rule R13). */
    @POST
    @AllowedServices(ServiceName.ACCOUNT_SERVICE)
    public Uni<Answer> renew(@Valid @NotNull Wanted wanted) {
        keys.requireUsable();
        return renewNow.renew(wanted);
    }
}
