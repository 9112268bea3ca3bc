// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.account.adoption.Health;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.Site;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of the account table, and the account that it is. */
@ApplicationScoped
class AccountRow {
    /** What {@link #read} reads. Of the table {@code a}, joined with the suspension {@code s}. */
    static final String COLUMNS =
            """
            a.id, a.environment_id, a.connection_id, a.provider, a.auth_type, a.identifier_type, a.identifier, a.alias, a.default_slot, a.status,
            a.status_reason, a.health, a.metadata::text as metadata, a.generation, a.generation_last, a.generation_ended,
            a.generation_reauth, a.granted_scopes, a.missing_scopes, a.provider_subject, a.provider_email, a.provider_name, a.version,
            a.facts::text as facts, a.sites::text as sites, a.created_at, a.updated_at, a.last_refreshed_at, a.last_used_at, a.deleted_at, s.connection_id is not null as suspended
            """;

    /** The tables of {@link #COLUMNS}. */
    static final String TABLES =
            """
            account a
            left join connection_suspension s on s.connection_id = a.connection_id and s.environment_id = a.environment_id
            """;

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final TypeReference<List<Site>> SITES = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private final ObjectMapper json;

    @Inject
    AccountRow(ObjectMapper json) {
        this.json = json;
    }

    Account read(Row row) {
        return new Account(
                new AccountId(row.getUUID("id")),
                new EnvironmentId(row.getUUID("environment_id")),
                new ConnectionId(row.getUUID("connection_id")),
                row.getString("provider"),
                row.getString("auth_type"),
                new Account.Identity(
                        row.getString("identifier_type"), row.getString("identifier"), row.getString("alias")),
                new Standing(
                        AccountStatus.of(row.getString("status")),
                        row.getString("status_reason"),
                        new Generations(
                                row.getLong("generation"),
                                row.getLong("generation_last"),
                                row.getLong("generation_ended"),
                                row.getLong("generation_reauth")),
                        row.getOffsetDateTime("deleted_at") != null),
                row.getBoolean("suspended"),
                Health.of(row.getString("health")),
                metadata(row.getString("metadata")),
                new Account.Scopes(
                        List.of(row.getArrayOfStrings("granted_scopes")),
                        List.of(row.getArrayOfStrings("missing_scopes"))),
                person(row),
                read(row.getString("facts"), TEXTS),
                read(row.getString("sites"), SITES),
                new Account.Times(
                        row.getOffsetDateTime("created_at").toInstant(),
                        row.getOffsetDateTime("updated_at").toInstant(),
                        instant(row.getOffsetDateTime("last_refreshed_at")),
                        instant(row.getOffsetDateTime("last_used_at"))),
                row.getString("default_slot"),
                row.getLong("version"));
    }

    String write(Map<String, ?> metadata) {
        try {
            return json.writeValueAsString(metadata);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("metadata cannot be written", e);
        }
    }

    Map<String, String> texts(String text) {
        return read(text, TEXTS);
    }

    private Map<String, Object> metadata(String text) {
        return read(text, OBJECT);
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("metadata cannot be read", e);
        }
    }

    private static Optional<Account.Person> person(Row row) {
        return Optional.ofNullable(row.getString("provider_subject"))
                .map(subject ->
                        new Account.Person(subject, row.getString("provider_email"), row.getString("provider_name")));
    }

    static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
