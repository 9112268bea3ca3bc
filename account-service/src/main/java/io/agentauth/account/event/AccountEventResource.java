// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.event;

import io.agentauth.account.AccountPath;
import io.agentauth.account.event.EventResource.Listed;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.requests.Paging;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The timeline of one account, the oldest first. */
@Path("/v1/accounts/{id}/events")
@Produces(MediaType.APPLICATION_JSON)
public class AccountEventResource {
    private final CurrentCaller caller;
    private final ReadEvents events;

    @Inject
    AccountEventResource(CurrentCaller caller, ReadEvents events) {
        this.caller = caller;
        this.events = events;
    }

    /** The account's events behind {@code cursor}. */
    @GET
    public Uni<Listed> ofAccount(
            @RestPath String id, @RestQuery @Nullable String cursor, @RestQuery @Nullable String limit) {
        EnvironmentId environment = caller.get().requireEnvironment(Permission.EVENTS_READ);
        long position = Paging.position(cursor);
        return events.of(environment, AccountPath.parse(id), position, Paging.limit(limit))
                .map(page -> EventResource.listed(page, position));
    }
}
