// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.agentauth.account.audit.AuditStore.Below;
import io.agentauth.account.audit.AuditStore.Entry;
import io.agentauth.account.audit.AuditStore.Filter;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.EventId;
import io.agentauth.ids.MalformedId;
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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The audit trail of an environment, the newest first: changes of state and token reads, each once. */
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    private static final int CHARS_MAX = 100;
    // PostgreSQL's own ends of time are further away, and Java's too far.
    private static final Instant BEGINNING = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");
    static final Below TOP = new Below(END, new UUID(-1, -1));

    private final CurrentCaller caller;
    private final AuditStore store;

    @Inject
    AuditResource(CurrentCaller caller, AuditStore store) {
        this.caller = caller;
        this.store = store;
    }

    /** Which entries may be asked for. */
    public static class Query {
        @RestQuery("account_id")
        @Nullable
        String accountId;

        @RestQuery
        @Nullable
        String actor;

        @RestQuery("key_id")
        @Nullable
        String keyId;

        @RestQuery
        @Nullable
        String type;

        @RestQuery
        @Nullable
        String from;

        @RestQuery
        @Nullable
        String to;
    }

    /** An entry. {@code actor} is a kind: api_key, operator, person, provider, system. */
    record EntryView(
            EventId id,
            Instant time,
            String type,
            String source,
            @Nullable AccountId accountId,
            @Nullable String actor,
            @Nullable ApiKeyId keyId,
            @JsonRawValue String data) {
        static EntryView of(Entry entry) {
            return new EntryView(
                    entry.id(),
                    entry.time(),
                    entry.type(),
                    entry.source(),
                    entry.account(),
                    entry.actor(),
                    entry.key(),
                    entry.data());
        }
    }

    /** A page, and how to ask for the one behind it. */
    record Listed(List<EntryView> data, @Nullable String nextCursor) {}

    /** A page of the trail. */
    @GET
    public Uni<Listed> list(
            @BeanParam Query query, @RestQuery @Nullable String cursor, @RestQuery @Nullable String limit) {
        EnvironmentId environment = caller.get().requireEnvironment(Permission.AUDIT_READ);
        int most = Paging.limit(limit);
        return store.page(environment, filter(query), below(cursor), most).map(entries -> listed(entries, most));
    }

    private static Listed listed(List<Entry> entries, int limit) {
        String next = entries.size() < limit
                ? null
                : Paging.cursor(
                        entries.getLast().time() + "/" + entries.getLast().id());
        return new Listed(entries.stream().map(EntryView::of).toList(), next);
    }

    static Filter filter(Query query) {
        return new Filter(
                Input.filter("account_id", query.accountId, AccountId::parse),
                Input.optional("actor", query.actor, CHARS_MAX),
                Input.filter("key_id", query.keyId, ApiKeyId::parse),
                Input.optional("type", query.type, CHARS_MAX),
                time("from", query.from, BEGINNING),
                time("to", query.to, END));
    }

    private static Instant time(String field, @Nullable String text, Instant otherwise) {
        try {
            return text == null ? otherwise : within(Instant.parse(text));
        } catch (DateTimeException _) {
            throw ProblemException.invalidField(field, "It is a time such as 2026-01-31T12:00:00Z.");
        }
    }

    private static Instant within(Instant time) {
        return time.isBefore(BEGINNING) ? BEGINNING : time.isAfter(END) ? END : time;
    }

    private static Below below(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return TOP;
        }
        String[] parts = Paging.text(cursor).split("/", 2);
        try {
            return new Below(
                    within(Instant.parse(parts[0])),
                    EventId.parse(parts.length == 2 ? parts[1] : "").value());
        } catch (DateTimeException | MalformedId _) {
            throw Paging.unreadable();
        }
    }
}
