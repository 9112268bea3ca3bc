// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connect;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.agentauth.account.connection.Connection;
import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks token-refresher to begin flows, and where they lead. */
@ApplicationScoped
class FlowClient {
    /** Less than a click's claim lasts. */
    private static final Duration WITHIN = Duration.ofSeconds(10);

    /** A person waits for the page. */
    private static final Duration ORIGIN_WITHIN = Duration.ofSeconds(2);

    private final ServiceCalls calls;

    @Inject
    FlowClient(ServiceCalls calls) {
        this.calls = calls;
    }

    record Begin(
            EnvironmentId environmentId,
            AccountId accountId,
            AuthorizationId authorizationId,
            ConnectionId connectionId,
            long generation,
            List<String> scopes,
            @Nullable String loginHint,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean verification,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean allowOtherPerson) {}

    /** Begins the flow of that authorization, in place of one that nobody has gone on with. */
    Uni<FollowLink.Flow> begin(Link link, FollowLink.Terms terms) {
        Begin begin = new Begin(
                link.account().environmentId(),
                link.account().id(),
                link.id(),
                link.account().connectionId(),
                link.account().generation(),
                terms.scopes(),
                link.loginHint(),
                // A token-refresher that does not know it refuses, which is what it should do then.
                terms.verifyUrl() == null ? null : true,
                link.otherPersonAllowed() ? true : null);
        return calls.post(ServiceName.TOKEN_REFRESHER, "/internal/flows/begin", begin, FollowLink.Flow.class, WITHIN);
    }

    private record Asked(EnvironmentId environmentId, ConnectionId connectionId) {}

    private record Origin(String authorizeOrigin) {}

    /** Where the browser will be sent to, as the one that sends it says; where it does not say in time, as the provider's file has it. */
    Uni<String> origin(Connection connection) {
        return calls.post(
                        ServiceName.TOKEN_REFRESHER,
                        "/internal/flows/origin",
                        new Asked(connection.environmentId(), connection.id()),
                        Origin.class,
                        ORIGIN_WITHIN)
                .map(Origin::authorizeOrigin)
                .onFailure()
                .recoverWithItem(connection.authorizeOrigin());
    }
}
