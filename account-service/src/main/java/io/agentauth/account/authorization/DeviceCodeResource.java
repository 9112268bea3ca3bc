// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import io.agentauth.account.AccountPath;
import io.agentauth.account.authorization.NewAuthorization.Wish;
import io.agentauth.account.authorization.StartAuthorization.Invitation;
import io.agentauth.account.connection.Connection;
import io.agentauth.account.connection.Connections;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.requests.Input;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The code for a person to connect an account in whatever browser they have. */
@Path("/v1/accounts/{id}/device-code")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class DeviceCodeResource {
    private final CurrentCaller caller;
    private final StartAuthorization authorizations;
    private final StartDeviceFlow flows;
    private final Connections connections;
    private final Links links;

    @Inject
    DeviceCodeResource(
            CurrentCaller caller,
            StartAuthorization authorizations,
            StartDeviceFlow flows,
            Connections connections,
            Links links) {
        this.caller = caller;
        this.authorizations = authorizations;
        this.flows = flows;
        this.connections = connections;
        this.links = links;
    }

    /**
     * What may be asked for; nothing has to be.
     *
     * @param allowOtherPerson whether the account may become another person's at the provider
     */
    record Asked(@Nullable List<String> scopes, @Nullable Boolean allowOtherPerson) {
        static final Asked NOTHING = new Asked(null, null);
    }

    /**
     * What the person is shown.
     *
     * @param verificationUriComplete the address with the code in it; null where the provider makes none
     * @param interval seconds after which it makes sense to read the account again
     */
    record DeviceCode(
            String userCode,
            URI verificationUri,
            @Nullable URI verificationUriComplete,
            Instant expiresAt,
            long interval) {
        static DeviceCode of(StartDeviceFlow.Code code) {
            return new DeviceCode(
                    code.begun().userCode(),
                    code.begun().verificationUri(),
                    code.begun().verificationUriComplete(),
                    code.expiresAt(),
                    code.begun().intervalSeconds());
        }

        @Override
        public String toString() {
            return "DeviceCode[" + verificationUri + "]";
        }
    }

    /** Has the provider make one. Any other of the account's can no longer be entered. */
    @POST
    public Uni<Response> deviceCode(@PathParam("id") String id, @Nullable Asked body) {
        Caller who = caller.get();
        EnvironmentId environment = who.requireEnvironment(Permission.ACCOUNTS_WRITE);
        AccountId account = AccountPath.parse(id);
        Asked asked = body == null ? Asked.NOTHING : body;
        List<String> scopes = Input.scopes("scopes", asked.scopes());
        boolean otherPerson = Boolean.TRUE.equals(asked.allowOtherPerson());
        return authorizations
                .require(environment, account)
                .chain(found -> connections.require(environment, found.connectionId()))
                .invoke(AuthUrlResource::requireConsent)
                .call(() -> flows.requireUnverified(environment))
                .map(connection -> wish(connection, scopes, otherPerson))
                .chain(wish -> links.maker().map(maker -> new Invitation(account, wish, who.actor(), maker)))
                .chain(invitation -> flows.start(environment, invitation))
                .map(DeviceCodeResource::answer);
    }

    private static Wish wish(Connection connection, List<String> scopes, boolean otherPerson) {
        return new Wish(null, null, null, null, connection.scopesWith(scopes), otherPerson);
    }

    private static Response answer(StartDeviceFlow.Code code) {
        return Response.ok(DeviceCode.of(code))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
