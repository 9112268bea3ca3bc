// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.AccountPath;
import io.agentauth.account.account.ImportTokens.Brought;
import io.agentauth.account.account.SetCredentials.Order;
import io.agentauth.account.credential.Entered;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Input;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Credentials that the application brings, instead of its person. */
@Path("/v1/accounts/{id}/credentials")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class CredentialsResource {
    private static final int FIELDS_MAX = 20;
    private static final int TOKEN_CHARS_MAX = 16_384;

    private final CurrentCaller caller;
    private final SetCredentials credentials;

    @Inject
    CredentialsResource(CurrentCaller caller, SetCredentials credentials) {
        this.caller = caller;
        this.credentials = credentials;
    }

    /**
     * The fields of the provider's file, by name; or, where people consent, tokens that were obtained elsewhere. They hold secrets, so they do not
     * print.
     */
    record Asked(
            @Nullable Map<String, @Nullable String> fields,
            @Nullable String accessToken,
            @Nullable String refreshToken,
            @Nullable Instant expiresAt,
            @Nullable String scope) {
        private boolean areTokens() {
            return accessToken != null || refreshToken != null;
        }

        private Brought brought() {
            if (fields != null) {
                throw ProblemException.invalidField("fields", "They do not go with tokens.");
            }
            return new Brought(
                    sensitive("access_token", accessToken),
                    sensitive("refresh_token", refreshToken),
                    expiresAt,
                    scope == null ? null : List.of(scope.strip().split("[\\s,]+")));
        }

        private static @Nullable Sensitive sensitive(String field, @Nullable String token) {
            return token == null ? null : Sensitive.of(Input.required(field, token, TOKEN_CHARS_MAX));
        }

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

    /** Tries them at the provider, or proves them there, and makes them the account's if it takes them. */
    @PUT
    public Uni<AccountView> set(@PathParam("id") String id, @Nullable Asked body) {
        Caller who = caller.get();
        EnvironmentId environment = who.requireEnvironment(Permission.ACCOUNTS_WRITE);
        AccountId account = AccountPath.parse(id);
        Asked asked = Input.body(body);
        return asked.areTokens()
                ? credentials.take(environment, account, asked.brought(), who.actor())
                : credentials.set(new Order(environment, account, asked.entered(), who.actor()));
    }
}
