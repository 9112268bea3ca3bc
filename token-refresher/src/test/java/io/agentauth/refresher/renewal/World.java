// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.GrantId;
import io.agentauth.outbox.Outbox;
import io.agentauth.providers.Catalogue;
import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.Peers;
import io.agentauth.refresher.budget.Budgets;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.endpoint.EndpointConfig;
import io.agentauth.refresher.endpoint.TokenEndpoint;
import io.agentauth.refresher.grant.Claim;
import io.agentauth.refresher.grant.Claims;
import io.agentauth.refresher.grant.FreshToken;
import io.agentauth.refresher.grant.GrantState;
import io.agentauth.refresher.grant.Grants;
import io.agentauth.refresher.grant.HeldAttempts;
import io.agentauth.refresher.grant.NewGrant;
import io.agentauth.refresher.grant.Schedule;
import io.agentauth.refresher.grant.Scheduling;
import io.agentauth.refresher.grant.Settlement;
import io.agentauth.refresher.grant.Settlements;
import io.agentauth.refresher.grant.Storms;
import io.agentauth.refresher.grant.TokenHash;
import io.agentauth.refresher.grant.Waiting;
import io.agentauth.refresher.journal.Journal;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.refresher.push.Outcomes;
import io.agentauth.refresher.push.Pushes;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sensitive;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** What the tests of renewals stand on: connections and grants as an exchange leaves them, further replicas, and a look into the tables. */
@Singleton
public class World {
    @Inject
    @ReactiveDataSource("worker")
    Pool pool;

    @Inject
    KeyRing keys;

    @Inject
    Grants grants;

    @Inject
    Claims claims;

    @Inject
    HeldAttempts held;

    @Inject
    Connections connections;

    @Inject
    TokenEndpoint endpoint;

    @Inject
    EndpointConfig endpointConfig;

    @Inject
    Budgets budgets;

    @Inject
    Scheduling scheduling;

    @Inject
    Storms storms;

    @Inject
    Settlements settlements;

    @Inject
    Waiting waiting;

    @Inject
    Outbox outbox;

    @Inject
    Outcomes outcomes;

    @Inject
    Pushes pushes;

    @Inject
    Journal journal;

    @Inject
    Meters meters;

    @Inject
    GrantState.States states;

    @Inject
    RenewalConfig config;

    @Inject
    Vertx vertx;

    /** A connection as its copy is kept. */
    public record Link(EnvironmentId environment, ConnectionId connection) {}

    /** An account with one grant. */
    public record Owner(Link link, AccountId account) {
        RenewalResource.Wanted wants(RenewalResource.Reason reason, long generation, long version) {
            return new RenewalResource.Wanted(link.environment(), account, "default", generation, version, reason);
        }
    }

    /** Everything of this service that renews, once more, under another name. */
    record Replica(
            Flights flights, Settler settler, Worker worker, Sweeper sweeper, Recovery recovery, RenewNow renewNow) {
        void start() {
            sweeper.start(null);
            recovery.start(null);
        }

        void stop() throws InterruptedException {
            sweeper.stop(null);
            recovery.stop(null);
        }
    }

    Link connect(RotationClass rotation) {
        return connect(rotation, _ -> {});
    }

    /** A connection to a provider that is otherwise than the usual one. */
    public Link connect(RotationClass rotation, Consumer<JsonObject> otherwise) {
        Link link = new Link(EnvironmentId.next(), ConnectionId.next());
        JsonObject definition = definition().put("rotation", new JsonObject().put("class", rotation.name()));
        definition.getJsonObject("token").put("client_authentication", "none");
        otherwise.accept(definition);
        JsonObject view = new JsonObject()
                .put("environment_id", link.environment().toString())
                .put("id", link.connection().toString())
                .put("version", 1)
                .put("name", "Emulated")
                .put("provider", "emulator")
                .put("definition", definition)
                .put("scopes", new JsonArray())
                .put("settings", new JsonObject())
                .put("redirect_context", "ctx")
                .put("redirect_uri", "http://localhost:8080/oauth/callback/ctx")
                .put("client_id", "client-" + link.connection())
                .put("credentials_version", 1)
                .put("deleted", false);
        sql(
                """
                insert into connection_copy (connection_id, environment_id, version, view, credentials_version)
                values ($1, $2, 1, $3, 1)
                """,
                Tuple.of(link.connection().value(), link.environment().value(), view.encode()));
        Peers.CONNECTIONS.put(link.connection().toString(), view);
        return link;
    }

    /** A grant of {@code refresh}, due {@code due} from now and alive for {@code life}. */
    public Owner grant(Link link, String refresh, Duration due, Duration life) {
        Owner owner = new Owner(link, AccountId.next());
        consent(owner, 1, refresh, due, life);
        return owner;
    }

    void consent(Owner owner, long generation, String refresh, Duration due, Duration life) {
        NewGrant grant = granted(owner, generation, refresh, due, life);
        var _ = await(pool.withTransaction(tx -> grants.insertNew(tx, grant)));
    }

    /** What an exchange brings. */
    NewGrant granted(Owner owner, long generation, String refresh, Duration due, Duration life) {
        Link link = owner.link();
        FreshToken token = new FreshToken(
                keys.refreshTokens().seal(Sensitive.of(refresh), place(owner, "refresh_token", generation)),
                new TokenHash(keys.hashes().hash(TokenHash.WHAT, Sensitive.of(refresh))),
                keys.accessTokens().seal(Sensitive.of("at"), place(owner, "access_token", generation)),
                "Bearer",
                List.of("openid"),
                life,
                new Schedule(due, due),
                Map.of("company", "c-1"),
                System.nanoTime());
        return new NewGrant(
                link.environment(),
                owner.account(),
                link.connection(),
                "emulator",
                "default",
                generation,
                "client",
                null,
                "person-" + owner.account(),
                null,
                null,
                false,
                List.of(),
                token);
    }

    static Place place(Owner owner, String field, long generation) {
        return new Place(owner.link().environment().value(), owner.account().value(), "default", field, generation, 1);
    }

    Replica replica() {
        return replica(keys);
    }

    /** One that opens by these keys. */
    Replica replica(KeyRing keys) {
        Terms terms = new Terms(endpointConfig, config);
        Flights flights = new Flights(budgets);
        Presenter presenter = new Presenter(endpoint, connections, held, budgets, keys, scheduling, meters, terms);
        Settler settler = new Settler(
                pool,
                storms,
                settlements,
                outbox,
                outcomes,
                pushes,
                journal,
                waiting,
                presenter,
                flights,
                meters,
                config,
                vertx);
        Worker worker = new Worker(connections, presenter, settler, flights);
        return new Replica(
                flights,
                settler,
                worker,
                new Sweeper(claims, waiting, budgets, worker, flights, terms, keys, config, vertx),
                new Recovery(held, connections, journal, worker, settler, flights, terms, keys, config, vertx),
                new RenewNow(
                        states, claims, worker, flights, pushes, outcomes, budgets, connections, keys, terms, config));
    }

    /** What the provider's answer with {@code refresh} to {@code claim} becomes. */
    Settlement.Renewed answer(Claim claim, String refresh) {
        Sensitive next = Sensitive.of(refresh);
        FreshToken token = new FreshToken(
                keys.refreshTokens().seal(next, claim.refreshPlace(claim.version() + 1)),
                new TokenHash(keys.hashes().hash(TokenHash.WHAT, next)),
                keys.accessTokens().seal(Sensitive.of("at-of-" + refresh), claim.accessPlace(claim.version() + 1)),
                "Bearer",
                null,
                Duration.ofMinutes(5),
                new Schedule(Duration.ofMinutes(4), Duration.ofMinutes(4)),
                Map.of(),
                System.nanoTime());
        return new Settlement.Renewed(claim, token);
    }

    /** One value. */
    public <T> T one(Class<T> type, String sql, Owner owner) {
        List<Row> rows = new ArrayList<>();
        await(pool.preparedQuery(sql).execute(Tuple.of(owner.account().value())))
                .forEach(rows::add);
        return rows.isEmpty() ? null : rows.getFirst().get(type, 0);
    }

    long version(Owner owner) {
        return one(Long.class, "select version from \"grant\" where account_id = $1 order by generation desc", owner);
    }

    String status(Owner owner) {
        return one(String.class, "select status from \"grant\" where account_id = $1 order by generation desc", owner);
    }

    long unresolved(Owner owner) {
        return one(Long.class, "select count(*) from attempt where account_id = $1 and resolved_at is null", owner);
    }

    GrantId id(Owner owner) {
        return new GrantId(
                one(UUID.class, "select id from \"grant\" where account_id = $1 order by generation desc", owner));
    }

    public void sql(String sql, Tuple parameters) {
        var _ = await(pool.preparedQuery(sql).execute(parameters));
    }

    /** Nothing of an earlier test is left to renew. */
    public void clear() {
        var _ = await(pool.query("update \"grant\" set status = 'ended', next_try_at = null")
                .execute());
        var _ = await(pool.query("update attempt set resolved_at = now() where resolved_at is null")
                .execute());
        var _ = await(pool.query("delete from revocation").execute());
        var _ = await(pool.query("delete from endpoint_limit").execute());
        var _ = await(pool.query("update storm set ended_at = now()").execute());
    }

    public static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    private static JsonObject definition() {
        try {
            return new JsonObject(new ObjectMapper()
                    .writeValueAsString(Catalogue.load().find("emulator").orElseThrow()));
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same claim, made that long ago. */
    static Claim since(Claim claim, Duration ago) {
        return new Claim(
                claim.grantId(),
                claim.attemptId(),
                claim.environmentId(),
                claim.accountId(),
                claim.connectionId(),
                claim.provider(),
                claim.slot(),
                claim.generation(),
                claim.version(),
                claim.parent(),
                claim.refresh(),
                claim.owner(),
                claim.fence(),
                claim.presentation(),
                claim.health(),
                claim.failures(),
                claim.expiresAt(),
                claim.claimedAt(),
                claim.claimedAtNanos() - ago.toNanos());
    }
}
