// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.agentauth.account.AccountPath;
import io.agentauth.account.authorization.NewAuthorization.Wish;
import io.agentauth.account.authorization.StartAuthorization.Invitation;
import io.agentauth.account.authorization.StartAuthorization.Link;
import io.agentauth.account.connection.Connection;
import io.agentauth.account.connection.Connections;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The link for a person to connect an account, or to connect it again. */
@Path("/v1/accounts/{id}/auth-url")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AuthUrlResource {
    private static final int STATE_CHARS_MAX = 512;
    private static final int HINT_CHARS_MAX = 320;

    private final CurrentCaller caller;
    private final Requests requests;
    private final StartAuthorization authorizations;
    private final Connections connections;
    private final AllowedUrls urls;

    @Inject
    AuthUrlResource(
            CurrentCaller caller,
            Requests requests,
            StartAuthorization authorizations,
            Connections connections,
            AllowedUrls urls) {
        this.caller = caller;
        this.requests = requests;
        this.authorizations = authorizations;
        this.connections = connections;
        this.urls = urls;
    }

    /**
     * What may be asked for; nothing has to be.
     *
     * @param allowOtherPerson whether the account may become another person's at the provider
     */
    record Asked(
            @Nullable String redirectUrl,
            @Nullable List<String> scopes,
            @Nullable String loginHint,
            @Nullable String userVerifyUrl,
            @Nullable String state,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean allowOtherPerson) {
        static final Asked NOTHING = new Asked(null, null, null, null, null, null);
    }

    /** Makes the link. */
    @POST
    public Uni<Response> authUrl(
            @PathParam("id") String id, @HeaderParam(Requests.HEADER) @Nullable String key, @Nullable Asked body) {
        Caller who = caller.get();
        EnvironmentId environment = who.requireEnvironment(Permission.ACCOUNTS_WRITE);
        AccountId account = AccountPath.parse(id);
        Asked asked = body == null ? Asked.NOTHING : body;
        Wish wish = wish(asked);
        return requests.of(environment, key, "auth-url " + account, asked)
                .chain(request -> links(environment, account, wish)
                        .map(links -> new Invitation(account, wish, who.actor(), links))
                        .chain(invitation -> authorizations.start(request, invitation))
                        .onFailure(ProblemException.class)
                        .recoverWithUni(failure -> startedBefore(request, failure)))
                .map(AuthUrlResource::answer);
    }

    /** What makes the link, where the account and its connection are there and the environment allows the wish. */
    private Uni<Links.Maker> links(EnvironmentId environment, AccountId account, Wish wish) {
        return authorizations
                .require(environment, account)
                .call(found ->
                        connections.require(environment, found.connectionId()).invoke(AuthUrlResource::requireConsent))
                .chain(_ -> urls.check(environment, wish));
    }

    private Uni<Link> startedBefore(Request request, Throwable failure) {
        return urls.links().chain(links -> authorizations.linkOr(request, links, failure));
    }

    static void requireConsent(Connection connection) {
        if (connection.isMachine()) {
            throw new ProblemException(
                    ProblemType.NO_CONSENT_NEEDED,
                    "Nobody consents for this account; POST /v1/accounts/{id}/refresh connects it.");
        }
    }

    private static Response answer(Link link) {
        return Response.ok(link).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private static Wish wish(Asked asked) {
        return new Wish(
                Input.optional("redirect_url", asked.redirectUrl(), AllowedUrls.CHARS_MAX),
                Input.optional("user_verify_url", asked.userVerifyUrl(), AllowedUrls.CHARS_MAX),
                Input.optional("state", asked.state(), STATE_CHARS_MAX),
                Input.optional("login_hint", asked.loginHint(), HINT_CHARS_MAX),
                Input.scopes("scopes", asked.scopes()),
                Boolean.TRUE.equals(asked.allowOtherPerson()));
    }
}
