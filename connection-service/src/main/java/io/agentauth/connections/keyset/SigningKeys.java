// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.keyset;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.agentauth.connections.Rows;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The RSA keys that identities are signed with. All that are not retired are published, so that a key can be rotated: publish the next, let it
 * sign, retire the last one when what it signed has ended. The first is made at the start, in the background, once a process and whoever waits
 * for it or gives up meanwhile: on a slow machine that takes longer than anybody waits. Of several replicas the first one's counts.
 */
@ApplicationScoped
public class SigningKeys {
    private static final Logger LOG = Logger.getLogger(SigningKeys.class);
    private static final int BITS = 2048;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
    private static final String SELECT =
            """
            select id, public_jwk, wrapped, is_current from signing_key
             where retired_at is null order by is_current desc, created_at desc
            """;
    private static final String INSERT =
            """
            insert into signing_key (id, public_jwk, wrapped, is_current) values ($1, $2, $3, true)
            on conflict do nothing
            """;

    private static final String REWRAP = "update signing_key set wrapped = $3 where id = $1 and wrapped = $2";

    private final Database database;
    private final Wrapping wrapping;
    private final io.vertx.mutiny.core.Vertx vertx;
    private final Callable<RSAKey> generator;
    private final Uni<Keys> whenMade;
    private volatile @Nullable Keys known;
    private @Nullable Cancellable running;

    /** The keys of a moment: the one that signs, and the public halves of all. */
    public record Keys(RSAKey signer, String jwks) {
        @Override
        public String toString() {
            return "Keys[" + signer.getKeyID() + "]";
        }
    }

    @Inject
    SigningKeys(Database database, Migration migration, Wrapping wrapping, Vertx vertx) {
        this(database, migration, wrapping, vertx, SigningKeys::generate);
    }

    /** With another maker of keys: for tests. */
    SigningKeys(Database database, Migration migration, Wrapping wrapping, Vertx vertx, Callable<RSAKey> generator) {
        this.database = database;
        this.wrapping = wrapping;
        this.vertx = new io.vertx.mutiny.core.Vertx(vertx);
        this.generator = generator;
        whenMade = migration
                .whenDone()
                .chain(_ -> select())
                .chain(stored -> stored.isEmpty() ? make() : Uni.createFrom().voidItem())
                .chain(_ -> read())
                .onFailure()
                .retry()
                .withBackOff(PAUSE, PAUSE_MAX)
                .indefinitely()
                .memoize()
                .indefinitely();
    }

    void start(@Observes StartupEvent event) {
        running = whenMade.subscribe()
                .with(keys -> LOG.infof(
                        "Identities are signed with key %s.", keys.signer().getKeyID()));
    }

    void stop(@Observes ShutdownEvent event) {
        if (running != null) {
            running.cancel();
        }
    }

    /** Completes with the first keys that this process knows. */
    public Uni<Keys> whenMade() {
        return whenMade;
    }

    /** The keys, from memory where they are; {@code service_unavailable} before there are any. */
    public Uni<Keys> get() {
        Keys keys = known;
        return keys != null ? Uni.createFrom().item(keys) : read();
    }

    /** The keys as the database has them now; another replica may have brought a new one. */
    public Uni<Keys> read() {
        return select().call(this::rewrap)
                .chain(stored -> wrapping.asking(() -> keys(stored)))
                .invoke(keys -> known = keys);
    }

    @SuppressWarnings("ArrayRecordComponent") // read once and never compared
    private record Stored(String id, String publicJwk, byte[] wrapped, boolean isCurrent) {
        static Stored from(Row row) {
            return new Stored(
                    row.getString("id"),
                    row.getString("public_jwk"),
                    row.getBuffer("wrapped").getBytes(),
                    row.getBoolean("is_current"));
        }
    }

    private Uni<List<Stored>> select() {
        return database.worker().query(SELECT).execute().map(rows -> Rows.list(rows, Stored::from));
    }

    private Uni<Void> make() {
        return vertx.executeBlocking(generator, false)
                .chain(key -> wrapping.asking(() -> wrapped(key)))
                .chain(columns -> database.worker().preparedQuery(INSERT).execute(columns))
                .replaceWithVoid();
    }

    private Tuple wrapped(RSAKey key) {
        byte[] secret = key.toJSONString().getBytes(StandardCharsets.UTF_8);
        return Tuple.of(
                key.getKeyID(),
                key.toPublicJWK().toJSONString(),
                Buffer.buffer(wrapping.key().wrap(secret, place(key.getKeyID()))));
    }

    /** Wraps with the wrapping key of today what another one wrapped; each key is one statement. */
    private Uni<Void> rewrap(List<Stored> stored) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Stored key : stored) {
            if (!wrapping.key().made(key.wrapped())) {
                done = done.chain(() -> wrapping.asking(() -> rewrapped(key)))
                        .chain(columns ->
                                database.worker().preparedQuery(REWRAP).execute(columns))
                        .replaceWithVoid();
            }
        }
        return done;
    }

    private Tuple rewrapped(Stored key) {
        byte[] place = place(key.id());
        byte[] secret = wrapping.key().unwrap(key.wrapped(), place);
        return Tuple.of(
                key.id(),
                Buffer.buffer(key.wrapped()),
                Buffer.buffer(wrapping.key().wrap(secret, place)));
    }

    private static RSAKey generate() throws JOSEException {
        return new RSAKeyGenerator(BITS)
                .keyID(UUID.randomUUID().toString())
                .keyUse(KeyUse.SIGNATURE)
                .generate();
    }

    private Keys keys(List<Stored> stored) {
        if (stored.isEmpty()) {
            throw new ProblemException(ProblemType.SERVICE_UNAVAILABLE, "The first signing key is being made.");
        }
        try {
            Stored first = stored.getFirst();
            String secret =
                    new String(wrapping.key().unwrap(first.wrapped(), place(first.id())), StandardCharsets.UTF_8);
            return new Keys(RSAKey.parse(secret), jwks(stored));
        } catch (ParseException e) {
            throw new IllegalStateException("a signing key cannot be read", e);
        }
    }

    private static String jwks(List<Stored> stored) throws ParseException {
        List<JWK> keys = new java.util.ArrayList<>();
        for (Stored key : stored) {
            keys.add(RSAKey.parse(key.publicJwk()));
        }
        return new JWKSet(keys).toString();
    }

    private static byte[] place(String id) {
        return ("signing_key/" + id).getBytes(StandardCharsets.UTF_8);
    }
}
