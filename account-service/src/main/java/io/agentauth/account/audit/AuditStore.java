// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import io.agentauth.database.Database;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.EventId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The trail: changes from the consumed log, reads from the access records, merged by time. Each entry has one row, where it was first written. */
@ApplicationScoped
class AuditStore {
    static final String TOKEN_READ = "agent-auth.token-read.v1";
    static final String USE_REFUSED = "agent-auth.use-refused.v1";
    private static final String RECORDED =
            "case when refused is null then '" + TOKEN_READ + "' else '" + USE_REFUSED + "' end";
    private static final String SAID =
            """
            'slot', slot, 'generation', generation, 'version', version, 'provider', provider, 'acting_user', acting_user, 'reason', reason,
            'request_id', request_id, 'client_address', client_address""";
    private static final String FILTER =
            """
            where %1$s and ($2::uuid is null or account_id = $2) and ($3::text is null or %2$s = $3) and ($4::uuid is null or key_id = $4)
              and ($5::text is null or %3$s = $5) and %4$s >= $6 and %4$s < $7 and (%4$s, %5$s) < ($8, $9)
            order by %4$s desc, %5$s desc limit $10
            """;
    private static final String OF_ENVIRONMENT = page("environment_id = $1");
    // Planned by the account's index, which an optional condition would not be.
    private static final String OF_ACCOUNT = page("environment_id = $1 and account_id = $2::uuid");

    private final Database database;

    @Inject
    AuditStore(Database database) {
        this.database = database;
    }

    /** What is asked for; null asks for all. */
    record Filter(
            @Nullable AccountId account,
            @Nullable String actor,
            @Nullable ApiKeyId key,
            @Nullable String type,
            Instant from,
            Instant to) {}

    /** Where a page begins: below that time and id. */
    record Below(Instant time, UUID id) {}

    /** One entry of the trail. */
    record Entry(
            EventId id,
            Instant time,
            String type,
            String source,
            @Nullable AccountId account,
            @Nullable String actor,
            @Nullable ApiKeyId key,
            String data) {}

    Uni<List<Entry>> page(EnvironmentId environment, Filter filter, Below below, int limit) {
        AccountId account = filter.account();
        ApiKeyId key = filter.key();
        Tuple parameters = Tuple.tuple()
                .addUUID(environment.value())
                .addUUID(account == null ? null : account.value())
                .addString(filter.actor())
                .addUUID(key == null ? null : key.value())
                .addString(filter.type())
                .addOffsetDateTime(utc(filter.from()))
                .addOffsetDateTime(utc(filter.to()))
                .addOffsetDateTime(utc(below.time()))
                .addUUID(below.id())
                .addInteger(limit);
        return database.inEnvironment(environment, tx -> tx.preparedQuery(account == null ? OF_ENVIRONMENT : OF_ACCOUNT)
                .execute(parameters)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(AuditStore::entry)
                        .toList()));
    }

    private static Entry entry(Row row) {
        UUID account = row.getUUID("account_id");
        UUID key = row.getUUID("key_id");
        return new Entry(
                new EventId(row.getUUID("id")),
                row.getOffsetDateTime("at").toInstant(),
                row.getString("type"),
                row.getString("source"),
                account == null ? null : new AccountId(account),
                row.getString("actor"),
                key == null ? null : new ApiKeyId(key),
                row.getString("data"));
    }

    private static String page(String scope) {
        return """
                select * from (
                    (select event_id as id, occurred_at as at, type, source, account_id, actor, key_id, data from event_log %s)
                    union all
                    (select id, read_at, %s, '/agent-auth/account-service', account_id, 'api_key', key_id,
                            case when refused is null then json_build_object(%s)
                                 else json_build_object(%s, 'action', action, 'refused', refused) end::text
                       from access_record %s)
                ) t order by at desc, id desc limit $10
                """
                .formatted(
                        FILTER.formatted(scope, "actor", "type", "occurred_at", "event_id"),
                        RECORDED,
                        SAID,
                        SAID,
                        FILTER.formatted(scope, "'api_key'", RECORDED, "read_at", "id"));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
