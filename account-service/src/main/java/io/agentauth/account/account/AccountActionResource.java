// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.AccountPath;
import io.agentauth.account.account.CheckAccount.Checked;
import io.agentauth.account.member.Deed;
import io.agentauth.account.member.Members;
import io.agentauth.account.token.Renewals;
import io.agentauth.events.Actor;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Input;
import io.agentauth.requests.Request;
import io.agentauth.requests.Requests;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** What can be done with an account that exists, by whom its policy allows it. */
@Path("/v1/accounts/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AccountActionResource {
    private static final int SLOT_CHARS_MAX = 40;

    private final CurrentCaller caller;
    private final Requests requests;
    private final Ways ways;
    private final Members members;

    @Inject
    AccountActionResource(CurrentCaller caller, Requests requests, Ways ways, Members members) {
        this.caller = caller;
        this.requests = requests;
        this.ways = ways;
        this.members = members;
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
    public Uni<Checked> check(
            @PathParam("id") String id,
            @HeaderParam(Requests.HEADER) @Nullable String key,
            @QueryParam("acting_user") @Nullable String actingUser,
            @Nullable Nothing body) {
        AccountId account = account(id);
        return request(key, new Wanted(account, Deed.CHECK, actingUser), null)
                .chain(request -> ways.check.check(request, account));
    }

    /** Renews the token now; {@code reason: rejected} if the provider refused it. Where nobody consents it also connects an account. */
    @POST
    @Path("/refresh")
    public Uni<AccountView> refresh(
            @PathParam("id") String id,
            @HeaderParam(Requests.HEADER) @Nullable String key,
            @QueryParam("acting_user") @Nullable String actingUser,
            @Nullable Refresh body) {
        AccountId account = account(id);
        String slot = body == null ? null : Input.optional("slot", body.slot(), SLOT_CHARS_MAX);
        Renewals.Reason reason = reason(body);
        Actor actor = caller.get().actor();
        return request(key, new Wanted(account, Deed.REFRESH, actingUser), new Refresh(reason.name(), slot))
                .chain(request -> ways.renew.renew(request, new RenewAccount.Wish(account, slot, reason), actor));
    }

    /** Stops the use of the account; its grant is kept and renewed. */
    @POST
    @Path("/pause")
    public Uni<AccountView> pause(
            @PathParam("id") String id,
            @HeaderParam(Requests.HEADER) @Nullable String key,
            @QueryParam("acting_user") @Nullable String actingUser,
            @Nullable Nothing body) {
        AccountId account = account(id);
        return change(request(key, new Wanted(account, Deed.PAUSE, actingUser), null), account, new Change.Pause());
    }

    /** Takes up the use of a paused account. */
    @POST
    @Path("/resume")
    public Uni<AccountView> resume(
            @PathParam("id") String id,
            @HeaderParam(Requests.HEADER) @Nullable String key,
            @QueryParam("acting_user") @Nullable String actingUser,
            @Nullable Nothing body) {
        AccountId account = account(id);
        return change(request(key, new Wanted(account, Deed.RESUME, actingUser), null), account, new Change.Resume());
    }

    /** Ends every grant of the account and revokes it at the provider; the record stays. */
    @POST
    @Path("/disconnect")
    public Uni<EndedView> disconnect(
            @PathParam("id") String id,
            @HeaderParam(Requests.HEADER) @Nullable String key,
            @QueryParam("acting_user") @Nullable String actingUser,
            @Nullable Nothing body) {
        AccountId account = account(id);
        Actor actor = caller.get().actor();
        return request(key, new Wanted(account, Deed.DISCONNECT, actingUser), null)
                .chain(request -> ways.end.disconnect(request, account, actor));
    }

    private Uni<AccountView> change(Uni<Request> asked, AccountId account, Change change) {
        Actor actor = caller.get().actor();
        return asked.chain(request -> ways.change.change(request, account, change, actor))
                .chain(ways.read::view);
    }

    /** Who may not do any of this shall not learn either whether there is such an account. */
    private AccountId account(String id) {
        caller.get().requireEnvironment(Permission.ACCOUNTS_WRITE);
        return AccountPath.parse(id);
    }

    /** What somebody wants with an account, for whom. */
    private record Wanted(AccountId account, Deed deed, @Nullable String actingUser) {}

    /** The request, once the account's policy allows it; so nobody gets the answer that was kept for another either. */
    private Uni<Request> request(@Nullable String key, Wanted wanted, @Nullable Object body) {
        EnvironmentId environment = caller.get().requireEnvironment(Permission.ACCOUNTS_WRITE);
        Uni<Request> request = requests.of(environment, key, wanted.deed().wireName() + " " + wanted.account(), body);
        return members.require(environment, wanted.account(), wanted.deed(), wanted.actingUser())
                .chain(_ -> request);
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
