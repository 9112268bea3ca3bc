// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.AccountPath;
import io.agentauth.account.member.Deed;
import io.agentauth.account.member.Members;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Input;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One account. */
@Path("/v1/accounts/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class OneAccountResource {
    private final CurrentCaller caller;
    private final RenewAccount read;
    private final ReadAccounts accounts;
    private final ChangeAccount change;
    private final EndAccount end;
    private final Members members;

    @Inject
    OneAccountResource(
            CurrentCaller caller,
            RenewAccount read,
            ReadAccounts accounts,
            ChangeAccount change,
            EndAccount end,
            Members members) {
        this.caller = caller;
        this.read = read;
        this.accounts = accounts;
        this.change = change;
        this.end = end;
        this.members = members;
    }

    /** What may be changed. */
    record Patch(@Nullable Map<String, Object> metadata) {}

    /** The account; its token is renewed first if it has expired. */
    @GET
    public Uni<AccountView> get(@PathParam("id") String id) {
        EnvironmentId environment = caller.get().requireEnvironment(Permission.ACCOUNTS_READ);
        return read.get(environment, AccountPath.parse(id));
    }

    /** Changes the members of the metadata that are sent; a null removes one. */
    @PATCH
    public Uni<AccountView> patch(@PathParam("id") String id, @Nullable Patch patch) {
        Caller who = caller.get();
        EnvironmentId environment = who.requireEnvironment(Permission.ACCOUNTS_WRITE);
        if (patch == null || patch.metadata() == null) {
            throw ProblemException.invalidField("metadata", "It is missing.");
        }
        return change.note(environment, AccountPath.parse(id), patch.metadata(), who.actor())
                .chain(accounts::view);
    }

    /** Deletes the account and revokes its grants; with {@code erase=true} also forgets who the person was. */
    @DELETE
    public Uni<EndedView> delete(
            @PathParam("id") String id,
            @QueryParam("erase") @Nullable String erase,
            @QueryParam("acting_user") @Nullable String actingUser) {
        Caller who = caller.get();
        EnvironmentId environment = who.requireEnvironment(Permission.ACCOUNTS_WRITE);
        AccountId account = AccountPath.parse(id);
        Uni<EndAccount.Ended> deletion = Input.flag("erase", erase)
                ? end.erase(environment, account, who.actor())
                : end.delete(environment, account, who.actor());
        return members.require(environment, account, Deed.DELETE, actingUser)
                .chain(_ -> deletion)
                .map(ended -> new EndedView(ended.account().id(), EndedView.Status.DELETED, ended.receipts()));
    }
}
