// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.account.CreateAccount.Created;
import io.agentauth.account.connection.Connection;
import io.agentauth.account.connection.Connections;
import io.agentauth.account.credential.Entered;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Input;
import io.agentauth.requests.Requests;
import io.agentauth.vault.Reveal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes accounts. */
@Path("/v1/accounts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AccountResource {
    public static final int IDENTIFIER_CHARS_MAX = 256;
    public static final Set<String> IDENTIFIER_TYPES = Set.of("user_id", "org_id");
    private static final int ALIAS_CHARS_MAX = 64;

    private final CurrentCaller caller;
    private final Requests requests;
    private final Connections connections;
    private final Metadata metadata;
    private final CreateAccount create;

    @Inject
    AccountResource(
            CurrentCaller caller, Requests requests, Connections connections, Metadata metadata, CreateAccount create) {
        this.caller = caller;
        this.requests = requests;
        this.connections = connections;
        this.metadata = metadata;
        this.create = create;
    }

    /** What an account is made of; {@code parameters} only where nobody consents. */
    record Asked(
            @Nullable ConnectionId connectionId,
            @Nullable String identifier,
            @Nullable String identifierType,
            @Nullable String alias,
            @Nullable Map<String, Object> metadata,
            @Nullable Map<String, @Nullable String> parameters) {}

    /** Gets the account of that connection, identifier and alias, or creates it. */
    @POST
    public Uni<Response> create(@HeaderParam(Requests.HEADER) @Nullable String key, @Nullable Asked asked) {
        Caller who = caller.get();
        EnvironmentId environment = who.requireEnvironment(Permission.ACCOUNTS_WRITE);
        if (asked == null) {
            throw ProblemException.invalidField("connection_id", "It is missing.");
        }
        Account.Identity identity = identity(asked);
        Map<String, Object> noted = metadata.of(asked.metadata());
        return requests.of(environment, key, "create", asked)
                .chain(request -> connections
                        .require(environment, connection(asked))
                        .map(connection -> new NewAccount(connection, identity, noted, parameters(connection, asked)))
                        .chain(wanted -> create.create(request, wanted, who.actor()))
                        .onFailure(ProblemException.class)
                        .recoverWithUni(failure -> create.createdOr(request, failure)))
                .map(AccountResource::answer);
    }

    private static ConnectionId connection(Asked asked) {
        if (asked.connectionId() == null) {
            throw ProblemException.invalidField("connection_id", "It is missing.");
        }
        return asked.connectionId();
    }

    private static Account.Identity identity(Asked asked) {
        connection(asked);
        String type = Input.required("identifier_type", asked.identifierType(), IDENTIFIER_CHARS_MAX);
        if (!IDENTIFIER_TYPES.contains(type)) {
            throw ProblemException.invalidField("identifier_type", "It is user_id or org_id.");
        }
        String alias = Input.optional("alias", asked.alias(), ALIAS_CHARS_MAX);
        return new Account.Identity(
                type,
                Input.required("identifier", asked.identifier(), IDENTIFIER_CHARS_MAX),
                Objects.requireNonNullElse(alias, ""));
    }

    private static Map<String, String> parameters(Connection connection, Asked asked) {
        Map<String, @Nullable String> sent = asked.parameters();
        if (!connection.isMachine()) {
            if (sent != null && !sent.isEmpty()) {
                throw ProblemException.invalidField("parameters", "They are for connections where nobody consents.");
            }
            return Map.of();
        }
        Entered entered = sent == null ? Entered.NOTHING : Entered.sent(sent);
        Flaws.require("parameters", connection.credentials().flaws(entered.fields()));
        return entered.plain(Reveal.TO_CALL_THE_PROVIDER);
    }

    private static Response answer(Created created) {
        return Response.status(created.created() ? 201 : 200)
                .entity(created.account())
                .build();
    }
}
