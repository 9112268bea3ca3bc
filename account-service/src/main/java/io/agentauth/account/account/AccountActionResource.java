// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.AccountPath;
import io.agentauth.account.Input;
import io.agentauth.account.account.CheckAccount.Checked;
import io.agentauth.account.token.Renewals;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** What can be done with an account that exists. Doing any of it twice is doing it once, so that no idempotency key is needed. */
@Path("/v1/accounts/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AccountActionResource {
    private static final int SLOT_CHARS_MAX = 40;

    private final CurrentCaller caller;
    private final Ways ways;

    @Inject
    AccountActionResource(CurrentCaller caller, Ways ways) {
        this.caller = caller;
        this.ways = ways;
    }

    /** The use cases behind. */
    @jakarta.inject.Singleton
    static final class Ways {
        private final CheckAccount check;
        private final RenewAccount renew;
        private final ChangeAccount change;
        private final EndAccount end;
        private final ReadAccounts read;

        @Inject
        Ways(CheckAccount check, RenewAccount renew, ChangeAccount change, EndAccount end, ReadAccounts read) {
            this.check = check;
            this.renew = renew;
            this.change = change;
            this.end = end;
            this.read = read;
        }
    }

    /** Nothing to say. */
    record Nothing() {}

    /** Why, and which token. */
    record Refresh(@Nullable String reason, @Nullable String slot) {}

    /** Asks the provider whether it still holds the grant. */
    @POST
    @Path("/check")
    public Uni<Checked> check(@PathParam("id") String id, @Nullable Nothing body) {
        EnvironmentId environment = caller.get().requireEnvironment(Permission.ACCOUNTS_WRITE);
        return ways.check.check(environment, AccountPath.parse(id));
    }

    /** Renews the token now; {@code reason: rejected} if the provider refused it. */
    @POST
    @Path("/refresh")
    public Uni<AccountView> refresh(@PathParam("id") String id, @Nullable Refresh body) {
        EnvironmentId environment = caller.get().requireEnvironment(Permission.ACCOUNTS_WRITE);
        String slot = body == null ? null : Input.optional("slot", body.slot(), SLOT_CHARS_MAX);
        return ways.renew.renew(environment, AccountPath.parse(id), slot, reason(body));
    }

    /** Stops the use of the account; its grant is kept and renewed. */
    @POST
    @Path("/pause")
    public Uni<AccountView> pause(@PathParam("id") String id, @Nullable Nothing body) {
        return change(id, new Change.Pause());
    }

    /** Takes up the use of a paused account. */
    @POST
    @Path("/resume")
    public Uni<AccountView> resume(@PathParam("id") String id, @Nullable Nothing body) {
        return change(id, new Change.Resume());
    }

    /** Ends every grant of the account and revokes it at the provider; the record stays. */
    @POST
    @Path("/disconnect")
    public Uni<EndedView> disconnect(@PathParam("id") String id, @Nullable Nothing body) {
        Caller who = caller.get();
        EnvironmentId environment = who.requireEnvironment(Permission.ACCOUNTS_WRITE);
        return ways.end
                .disconnect(environment, AccountPath.parse(id), who.actor())
                .map(ended -> new EndedView(
                        ended.account().id(), ended.account().status().wireName(), ended.receipts()));
    }

    private Uni<AccountView> change(String id, Change change) {
        Caller who = caller.get();
        EnvironmentId environment = who.requireEnvironment(Permission.ACCOUNTS_WRITE);
        return ways.change
                .change(environment, AccountPath.parse(id), change, who.actor())
                .chain(ways.read::view);
    }

    private static Renewals.Reason reason(@Nullable Refresh body) {
        return switch (body == null ? null : body.reason()) {
            case null -> Renewals.Reason.MANUAL;
            case "manual" -> Renewals.Reason.MANUAL;
            case "rejected" -> Renewals.Reason.REJECTED;
            default -> throw ProblemException.invalidField("reason", "It is manual or rejected.");
        };
    }
}
