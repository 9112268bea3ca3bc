// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.verification;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.agentauth.account.account.AccountResource;
import io.agentauth.account.account.AccountView;
import io.agentauth.account.account.ReadAccounts;
import io.agentauth.account.authorization.AuthorizationConfig;
import io.agentauth.account.verification.Pending.Person;
import io.agentauth.account.verification.VerifyPerson.Claim;
import io.agentauth.account.verification.VerifyPerson.Verified;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Input;
import io.agentauth.requests.Requests;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The application's back end says who came back. */
@Path("/v1/authorizations/verify")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class VerificationResource {
    private static final int PROOF_CHARS_MAX = 128;
    private static final String USER = "user_id";

    private final CurrentCaller caller;
    private final Requests requests;
    private final VerifyPerson verify;
    private final ReadAccounts accounts;
    private final String outcomePage;

    @Inject
    VerificationResource(
            CurrentCaller caller,
            Requests requests,
            VerifyPerson verify,
            ReadAccounts accounts,
            AuthorizationConfig config) {
        this.caller = caller;
        this.requests = requests;
        this.verify = verify;
        this.accounts = accounts;
        outcomePage = config.publicUrl().toString().replaceAll("/+$", "") + "/connect/outcome/";
    }

    /** The token that the browser brought, and whom the application has before it. It holds a secret, so it does not print. */
    record Asked(@Nullable String verifyToken, @Nullable String identifier, @Nullable String identifierType) {
        @Override
        public String toString() {
            return "Asked[redacted]";
        }
    }

    /** The account after it, and where the browser goes on: to the outcome page, and from there to the link's return URL. */
    record Answer(@JsonUnwrapped AccountView account, URI nextUrl) {}

    /** Confirms the person, and has the code exchanged; answers when it is done, or after some seconds with the account as it is then. */
    @POST
    public Uni<Answer> verify(@HeaderParam(Requests.HEADER) @Nullable String key, @Nullable Asked body) {
        Caller who = caller.get();
        EnvironmentId environment = who.requireEnvironment(Permission.ACCOUNTS_WRITE);
        Asked asked = Input.body(body);
        Claim claim = new Claim(
                Sensitive.of(Input.required("verify_token", asked.verifyToken(), PROOF_CHARS_MAX)),
                person(asked),
                who.actor());
        return requests.of(environment, key, "verify", asked)
                .chain(request -> verify.verify(request, claim))
                .chain(this::answer);
    }

    private Uni<Answer> answer(Verified verified) {
        return accounts.view(verified.snapshot())
                .map(account -> new Answer(account, URI.create(outcomePage + verified.authorizationId())));
    }

    private static Person person(Asked asked) {
        String type = Objects.requireNonNullElse(asked.identifierType(), USER);
        if (!AccountResource.IDENTIFIER_TYPES.contains(type)) {
            throw ProblemException.invalidField("identifier_type", "It is user_id or org_id.");
        }
        return new Person(type, Input.required("identifier", asked.identifier(), AccountResource.IDENTIFIER_CHARS_MAX));
    }
}
