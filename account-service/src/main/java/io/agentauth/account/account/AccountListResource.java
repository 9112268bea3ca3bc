// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Input;
import io.agentauth.requests.Paging;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Lists accounts, the newest first. */
@Path("/v1/accounts")
@Produces(MediaType.APPLICATION_JSON)
public class AccountListResource {
    private final CurrentCaller caller;
    private final ReadAccounts accounts;

    @Inject
    AccountListResource(CurrentCaller caller, ReadAccounts accounts) {
        this.caller = caller;
        this.accounts = accounts;
    }

    /** What may be asked for. */
    public static class Query {
        @RestQuery("connection_id")
        @Nullable
        String connectionId;

        @RestQuery
        @Nullable
        String identifier;

        @RestQuery("identifier_type")
        @Nullable
        String identifierType;

        @RestQuery
        @Nullable
        String provider;

        @RestQuery
        @Nullable
        String status;

        @RestQuery
        @Nullable
        String cursor;

        @RestQuery
        @Nullable
        String limit;
    }

    /** A page, and how to ask for the next one. */
    record Listed(List<AccountView> data, @Nullable String nextCursor) {}

    /** A page of the environment's accounts. */
    @GET
    public Uni<Listed> list(@BeanParam Query query) {
        EnvironmentId environment = caller.get().requireEnvironment(Permission.ACCOUNTS_READ);
        return accounts.list(environment, filter(query)).map(AccountListResource::listed);
    }

    private static AccountFilter filter(Query query) {
        return new AccountFilter(
                Input.filter("connection_id", query.connectionId, text -> ConnectionId.parse(text)
                        .value()),
                Input.optional("identifier", query.identifier, AccountResource.IDENTIFIER_CHARS_MAX),
                word("identifier_type", query.identifierType, AccountResource.IDENTIFIER_TYPES::contains),
                Input.optional("provider", query.provider, AccountResource.IDENTIFIER_CHARS_MAX),
                word("status", query.status, text -> AccountStatus.find(text).isPresent()),
                before(query.cursor),
                Paging.limit(query.limit));
    }

    private static Listed listed(ReadAccounts.Page page) {
        return new Listed(
                page.accounts(),
                page.more() ? Paging.cursor(page.accounts().getLast().id()) : null);
    }

    private static @Nullable UUID before(@Nullable String cursor) {
        return cursor == null || cursor.isEmpty()
                ? null
                : Input.filter("cursor", Paging.text(cursor), text -> AccountId.parse(text)
                        .value());
    }

    private static @Nullable String word(String field, @Nullable String text, Predicate<String> known) {
        if (text != null && !known.test(text)) {
            throw ProblemException.invalidField(field, "There is no such value.");
        }
        return text;
    }
}
