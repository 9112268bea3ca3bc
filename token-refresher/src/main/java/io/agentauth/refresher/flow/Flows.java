// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.flow;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.grant.Columns;
import io.agentauth.refresher.grant.Grants;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Flows as they are stored: begun once or anew, consumed once, ended once. */
@ApplicationScoped
public class Flows {
    /** What a state's hash is of, in the keyed hash's own terms. */
    static final String STATE = "state";

    /** What a cookie's hash is of. */
    static final String COOKIE = "flow_cookie";

    private static final String UNSEEN = "-";
    private static final int UNSEEN_BITS = 256;

    private static final String BEGIN =
            """
            insert into flow (
                authorization_id, environment_id, account_id, connection_id, generation, context, state_hash, cookie_name, cookie_hash,
                verifier, nonce, expected_issuer, scopes, verification, other_person_allowed, traceparent, created_at, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, statement_timestamp(),
                    statement_timestamp() + $17 * interval '1 millisecond')
            on conflict (authorization_id) do update
               set context = excluded.context, state_hash = excluded.state_hash, cookie_name = excluded.cookie_name,
                   cookie_hash = excluded.cookie_hash, verifier = excluded.verifier, nonce = excluded.nonce,
                   expected_issuer = excluded.expected_issuer, scopes = excluded.scopes, verification = excluded.verification,
                   other_person_allowed = excluded.other_person_allowed, traceparent = excluded.traceparent,
                   created_at = excluded.created_at, expires_at = excluded.expires_at
             where flow.consumed_at is null and flow.environment_id = excluded.environment_id
               and flow.account_id = excluded.account_id
            """;
    private static final String SELECT =
            """
            select f.authorization_id, f.environment_id, f.account_id, f.connection_id, f.generation, f.context, f.cookie_name, f.cookie_hash,
                   f.verifier, f.nonce, f.expected_issuer, f.scopes, f.outcome, f.reason, f.verification, f.other_person_allowed, f.traceparent,
                   f.parked_code, f.parked_for, f.facts,
                   f.parked_until <= statement_timestamp() as lapsed,
                   f.expires_at <= statement_timestamp() as expired, f.consumed_at is not null as consumed,
                   coalesce(f.consumed_at > statement_timestamp() - $2 * interval '1 millisecond', true) as told,
                   not exists (select from "grant" as g where g.account_id = f.account_id and g.generation = f.generation
                                  and g.status = 'live' and g.pushed_version = 0) as pushed
              from flow as f
            """;
    private static final String BY_STATE = SELECT + " where f.state_hash = any($1)";
    private static final String BY_ID = SELECT + " where f.authorization_id = $1";
    private static final String LOCK = BY_ID + " for update of f";
    private static final String CONSUME =
            "update flow set consumed_at = clock_timestamp() where authorization_id = $1 and consumed_at is null";
    private static final String PARK =
            """
            update flow
               set consumed_at = clock_timestamp(), parked_code = $2, parked_for = $3,
                   parked_until = clock_timestamp() + $4 * interval '1 millisecond', facts = $5::text::jsonb
             where authorization_id = $1 and consumed_at is null
            """;
    private static final String RELEASE =
            "update flow set parked_code = null, parked_for = null, parked_until = null where authorization_id = $1";
    private static final String LAPSED =
            """
            select authorization_id from flow
             where parked_until <= statement_timestamp() and outcome is null
             order by parked_until limit $1
            """;
    private static final String END =
            """
            update flow
               set outcome = $2, reason = $3, consumed_at = coalesce(consumed_at, clock_timestamp()), verifier = null, nonce = null,
                   parked_code = null, device_code = null, device_for = null, poll_millis = null, next_poll_at = null, presented_at = null
             where authorization_id = $1
            """;
    private static final String FORGET =
            "delete from flow where created_at < statement_timestamp() - $1 * interval '1 millisecond'";

    private final Pool pool;
    private final Pool worker;
    private final KeyRing keys;
    private final Grants grants;
    private final FlowConfig config;

    @Inject
    Flows(Pool pool, @ReactiveDataSource("worker") Pool worker, KeyRing keys, Grants grants, FlowConfig config) {
        this.grants = grants;
        this.pool = pool;
        this.worker = worker;
        this.keys = keys;
        this.config = config;
    }

    /** Stores a flow in place of an unconsumed one of the same authorization; false if that one is consumed already. */
    Uni<Boolean> begin(Flow flow, Sensitive state) {
        return begin(pool, flow, state, config.lifetime());
    }

    private Uni<Boolean> begin(SqlClient client, Flow flow, Sensitive state, Duration life) {
        Flow.Subject subject = flow.subject();
        Tuple columns = Tuple.tuple()
                .addUUID(subject.authorizationId().value())
                .addUUID(subject.environmentId().value())
                .addUUID(subject.accountId().value())
                .addUUID(subject.connectionId().value())
                .addLong(subject.generation())
                .addString(flow.context())
                .addValue(Buffer.buffer(keys.hashes().hash(STATE, state)))
                .addString(flow.browser().name())
                .addValue(Buffer.buffer(flow.browser().hash()))
                .addValue(bytes(flow.verifier()))
                .addValue(bytes(flow.nonce()))
                .addString(flow.expectedIssuer())
                .addArrayOfString(flow.scopes().toArray(String[]::new))
                .addBoolean(flow.verification().wanted())
                .addBoolean(flow.otherPersonAllowed())
                .addString(flow.traceparent())
                .addLong(life.toMillis());
        return client.preparedQuery(BEGIN).execute(columns).map(rows -> rows.rowCount() > 0);
    }

    /**
     * Stores a flow that no browser takes part in, because nobody consents: what would prove a browser is given to nobody. Empty if it
     * is consumed already.
     */
    public Uni<Optional<Flow>> beginUnseen(Flow.Subject subject, ConnectionCopy connection) {
        // What an application brings itself is meant.
        Flow flow = unseen(subject, connection, connection.view().scopes(), true);
        return begin(flow, Sensitive.random(UNSEEN_BITS)).map(begun -> begun ? Optional.of(flow) : Optional.empty());
    }

    /** The same of one that goes on in a browser of the person's own, for as long as the provider lets it. */
    public Uni<Boolean> beginElsewhere(SqlConnection tx, Flow flow, Duration life) {
        return begin(tx, flow, Sensitive.random(UNSEEN_BITS), life);
    }

    /** A flow that no browser of ours takes part in: what would prove one is given to nobody. */
    public Flow unseen(
            Flow.Subject subject, ConnectionCopy connection, List<String> scopes, boolean otherPersonAllowed) {
        return new Flow(
                subject,
                connection.view().redirectContext(),
                new Flow.Browser(UNSEEN, keys.hashes().hash(COOKIE, Sensitive.random(UNSEEN_BITS))),
                null,
                null,
                connection.provider().issuer(),
                scopes,
                Flow.Progress.FRESH,
                new Flow.Verification(false, null),
                otherPersonAllowed,
                null,
                Map.of());
    }

    /** Whether the flow's generation has ended. */
    public Uni<Boolean> isEnded(Flow.Subject subject) {
        return grants.isEnded(pool, subject.environmentId(), subject.accountId(), subject.generation());
    }

    /** The flow that {@code state} was made for. */
    public Uni<Optional<Flow>> find(Sensitive state) {
        Tuple parameters = Columns.of(keys.hashes().hashes(STATE, state))
                .bytes(hash -> hash)
                .tuple()
                .addLong(config.outcomeToldFor().toMillis());
        return pool.preparedQuery(BY_STATE)
                .execute(parameters)
                .map(rows -> rows.stream().map(Flows::flow).findFirst());
    }

    /** Whether {@code cookie} is the one that the flow's browser was given. */
    public boolean isOfBrowser(Flow flow, Sensitive cookie) {
        return keys.hashes().matches(flow.browser().hash(), COOKIE, cookie);
    }

    /** The flow as it is now. */
    public Uni<Optional<Flow>> find(AuthorizationId id) {
        return pool.preparedQuery(BY_ID)
                .execute(byId(id))
                .map(rows -> rows.stream().map(Flows::flow).findFirst());
    }

    /** The flow as it is now; nobody else changes it before the transaction ends. */
    public Uni<Flow> lock(SqlConnection tx, AuthorizationId id) {
        return tx.preparedQuery(LOCK)
                .execute(byId(id))
                .map(rows -> rows.stream().map(Flows::flow).findFirst().orElseThrow());
    }

    /** Takes the flow's one callback. */
    public Uni<Void> consume(SqlConnection tx, AuthorizationId id) {
        return tx.preparedQuery(CONSUME).execute(Tuple.of(id.value())).replaceWithVoid();
    }

    /** Takes the flow's one callback, and keeps its code, and the {@code facts} that came along, until somebody says who it was. */
    public Uni<Void> park(SqlConnection tx, AuthorizationId id, Flow.Parked parked, Map<String, String> facts) {
        return tx.preparedQuery(PARK)
                .execute(Tuple.of(
                        id.value(),
                        bytes(parked.code()),
                        parked.tokenEndpoint().toString(),
                        config.parkedMax().toMillis(),
                        new JsonObject(new HashMap<>(facts)).encode()))
                .replaceWithVoid();
    }

    /** The code no longer waits: what becomes of it is written in the same transaction. */
    public Uni<Void> release(SqlConnection tx, AuthorizationId id) {
        return tx.preparedQuery(RELEASE).execute(Tuple.of(id.value())).replaceWithVoid();
    }

    /** Flows whose code has waited for too long. */
    public Uni<List<AuthorizationId>> lapsed(int limit) {
        return worker.preparedQuery(LAPSED)
                .execute(Tuple.of((long) limit))
                .map(rows -> Columns.list(rows, row -> new AuthorizationId(row.getUUID("authorization_id"))));
    }

    /** How long a code waits at most. */
    public Duration parkedMax() {
        return config.parkedMax();
    }

    /** Ends the flow, consumed or not; what it kept secret goes. */
    public Uni<Void> end(SqlConnection tx, AuthorizationId id, String outcome, @Nullable String reason) {
        return tx.preparedQuery(END)
                .execute(Tuple.of(id.value(), outcome, reason))
                .replaceWithVoid();
    }

    /** Deletes what is too old for anybody to ask about. */
    public Uni<Void> forget() {
        return worker.preparedQuery(FORGET)
                .execute(Tuple.of(config.keptFor().toMillis()))
                .replaceWithVoid();
    }

    private Tuple byId(AuthorizationId id) {
        return Tuple.of(id.value(), config.outcomeToldFor().toMillis());
    }

    private static @Nullable Buffer bytes(@Nullable Sealed sealed) {
        return sealed == null ? null : Buffer.buffer(sealed.bytes());
    }

    private static @Nullable Sealed sealed(Row row, String column) {
        var bytes = row.getBuffer(column);
        return bytes == null ? null : new Sealed(bytes.getBytes());
    }

    private static Flow.@Nullable Parked parked(Row row) {
        Sealed code = sealed(row, "parked_code");
        return code == null
                ? null
                : new Flow.Parked(code, URI.create(row.getString("parked_for")), row.getBoolean("lapsed"));
    }

    private static Flow flow(Row row) {
        return new Flow(
                new Flow.Subject(
                        new AuthorizationId(row.getUUID("authorization_id")),
                        new EnvironmentId(row.getUUID("environment_id")),
                        new AccountId(row.getUUID("account_id")),
                        new ConnectionId(row.getUUID("connection_id")),
                        row.getLong("generation")),
                row.getString("context"),
                new Flow.Browser(
                        row.getString("cookie_name"),
                        row.getBuffer("cookie_hash").getBytes()),
                sealed(row, "verifier"),
                sealed(row, "nonce"),
                row.getString("expected_issuer"),
                List.of(row.getArrayOfStrings("scopes")),
                new Flow.Progress(
                        row.getBoolean("expired"),
                        row.getBoolean("consumed"),
                        row.getBoolean("told"),
                        row.getString("outcome"),
                        row.getString("reason"),
                        row.getBoolean("pushed")),
                new Flow.Verification(row.getBoolean("verification"), parked(row)),
                row.getBoolean("other_person_allowed"),
                row.getString("traceparent"),
                Columns.texts(row, "facts"));
    }
}
