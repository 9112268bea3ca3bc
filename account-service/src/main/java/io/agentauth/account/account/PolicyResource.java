// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.AccountPath;
import io.agentauth.account.member.Policy;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.requests.Input;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which members may do what with an organisation's account. Changing it takes {@code admin}: a key that may only use accounts cannot let itself in.
 */
@Path("/v1/accounts/{id}/policy")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PolicyResource {
    private final CurrentCaller caller;
    private final ChangePolicy policies;

    @Inject
    PolicyResource(CurrentCaller caller, ChangePolicy policies) {
        this.caller = caller;
        this.policies = policies;
    }

    /** Who may use the account, and who may manage it. */
    record Asked(@Nullable List<@Nullable String> use, @Nullable List<@Nullable String> manage) {}

    /** The policy as it is. */
    @GET
    public Uni<AccountPolicyView> get(@PathParam("id") String id) {
        EnvironmentId environment = caller.get().requireEnvironment(Permission.ACCOUNTS_READ);
        return policies.read(environment, AccountPath.parse(id)).map(AccountPolicyView::of);
    }

    /** Puts a policy in the place of what was there. */
    @PUT
    public Uni<AccountPolicyView> set(@PathParam("id") String id, @Nullable Asked body) {
        Caller who = caller.get();
        EnvironmentId environment = who.requireEnvironment(Permission.ADMIN);
        AccountId account = AccountPath.parse(id);
        Asked asked = Input.body(body);
        return policies.set(environment, account, Policy.sent(asked.use(), asked.manage()), who.actor())
                .map(policy -> AccountPolicyView.of(Optional.of(policy)));
    }

    /** Removes the policy. */
    @DELETE
    public Uni<AccountPolicyView> remove(@PathParam("id") String id) {
        Caller who = caller.get();
        EnvironmentId environment = who.requireEnvironment(Permission.ADMIN);
        return policies.remove(environment, AccountPath.parse(id), who.actor())
                .replaceWith(() -> AccountPolicyView.of(Optional.empty()));
    }
}
