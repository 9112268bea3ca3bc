// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has an access token renewed now. In this process one memoised flight serves all who wait and hold the same token; across replicas
 * token-refresher's attempt row does (R13). A renewed token has been adopted before the answer comes.
 */
@ApplicationScoped
public class Renewals {
    private static final String PATH = "/internal/grants/renew";
    private static final Duration MARGIN = Duration.ofSeconds(1);
    private static final Renewal STILL_WAITING = new Renewal(Renewal.Result.IN_PROGRESS, 1_000L, "waiting");

    private final ServiceCalls services;
    private final Duration within;
    private final Map<Held, Uni<Renewal>> flights = new ConcurrentHashMap<>();

    @Inject
    Renewals(ServiceCalls services, TokenConfig config) {
        this.services = services;
        within = config.renewalWithin();
    }

    /** Why, as token-refresher is told. */
    public enum Reason {
        /** The reader wants more life than is left. */
        @JsonProperty("min_validity")
        MIN_VALIDITY,
        /** Its life is over. */
        @JsonProperty("expired")
        EXPIRED,
        /** The provider refused it before its time. */
        @JsonProperty("rejected")
        REJECTED,
        /** Somebody asked for it. */
        @JsonProperty("manual")
        MANUAL
    }

    /** The token that is to be replaced: if another one is there meanwhile, that one is the answer. */
    public record Held(EnvironmentId environmentId, AccountId accountId, String slot, long generation, long version) {}

    private record Asked(@JsonUnwrapped Held held, Reason reason) {}

    /**
     * Completes when the flight is over, or as {@code in_progress} when it takes longer than a reader waits. Fails only with a problem, such as
     * {@code service_unavailable} if token-refresher is away.
     */
    public Uni<Renewal> renew(Held held, Reason reason) {
        return Uni.createFrom()
                .deferred(() -> flight(held, reason))
                .ifNoItem()
                .after(within)
                .fail()
                .onFailure(TimeoutException.class)
                .recoverWithItem(STILL_WAITING);
    }

    private Uni<Renewal> flight(Held held, Reason reason) {
        return flights.computeIfAbsent(held, _ -> services.post(
                        ServiceName.TOKEN_REFRESHER, PATH, new Asked(held, reason), Renewal.class, within.plus(MARGIN))
                .onTermination()
                .invoke(() -> flights.remove(held))
                .memoize()
                .indefinitely());
    }
}
