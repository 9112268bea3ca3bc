// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.AccountPath;
import io.agentauth.account.account.SetCredentials.Order;
import io.agentauth.account.credential.Entered;
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
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Credentials that the application brings, instead of its person. */
@Path("/v1/accounts/{id}/credentials")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class CredentialsResource {
    private static final int FIELDS_MAX = 20;

    private final CurrentCaller caller;
    private final SetCredentials credentials;

    @Inject
    CredentialsResource(CurrentCaller caller, SetCredentials credentials) {
        this.caller = caller;
        this.credentials = credentials;
    }

    /** The fields of the provider's file, by name. They hold secrets, so they do not print. */
    record Asked(@Nullable Map<String, @Nullable String> fields) {
        private Entered entered() {
            if (fields == null) {
                throw ProblemException.invalidField("fields", "They are missing.");
            }
            if (fields.size() > FIELDS_MAX) {
                throw ProblemException.invalidField("fields", "There are at most " + FIELDS_MAX + ".");
            }
            return Entered.sent(fields);
        }

        @Override
        public String toString() {
            return "Asked[redacted]";
        }
    }

    /** Tries them at the provider, and makes them the account's if it takes them. */
    @PUT
    public Uni<AccountView> set(@PathParam("id") String id, @Nullable Asked body) {
        Caller who = caller.get();
        EnvironmentId environment = who.requireEnvironment(Permission.ACCOUNTS_WRITE);
        AccountId account = AccountPath.parse(id);
        return credentials.set(new Order(environment, account, Input.body(body).entered(), who.actor()));
    }
}
