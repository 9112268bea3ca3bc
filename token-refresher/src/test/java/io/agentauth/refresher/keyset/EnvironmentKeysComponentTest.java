// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.keyset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agentauth.keyservice.KeyServiceConfig;
import io.agentauth.keyservice.WrappingFiles;
import io.agentauth.keyservice.WrappingKeys;
import io.agentauth.refresher.Peers;
import io.agentauth.refresher.Settings;
import io.agentauth.rotation.AeadRing;
import io.agentauth.rotation.KeysetTable;
import io.agentauth.rotation.Reseal;
import io.agentauth.rotation.RotationConfig;
import io.agentauth.rotation.SealedColumn;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.AeadVault;
import io.agentauth.vault.CannotOpen;
import io.agentauth.vault.OpenGuard;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of the real tables, put back after what was sealed in them had changed; each test has a purpose of its own. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class EnvironmentKeysComponentTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final UUID ACME = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();
    private static final Sensitive SECRET = Sensitive.of("a refresh token");
    private static final SealedColumn REFRESH =
            new SealedColumn("orphan", "refresh_token", "id", "account_id, slot, generation, version", "refresh_token");
    private static final SealedColumn ACCESS =
            new SealedColumn("orphan", "access_token", "id", "account_id, slot, generation, version", "access_token");

    private final String purpose = "test_" + UUID.randomUUID().toString().substring(0, 8);
    private final UUID grant = UUID.randomUUID();

    @Inject
    KeyRing keys;

    @Inject
    @ReactiveDataSource("worker")
    Pool pool;

    @TempDir
    Path folder;

    @BeforeEach
    void held() throws IOException {
        await().atMost(Duration.ofSeconds(60)).until(keys::isUsable);
        Files.createFile(folder.resolve("environment-keys"));
        process().environments().make(ACME);
        process().environments().make(OTHER);
    }

    @AfterEach
    void clear() {
        forgetRows();
        sql("update reseal set finished_at = now() where purpose = $1", Tuple.of(purpose));
    }

    @Test
    @DisplayName(
            "F5: put back from a copy of the database that was made before, a shredded environment's tokens do not open, and others' do")
    void aCopyOfAShreddedEnvironmentDoesNotOpen() {
        WrappingKeys before = process();
        AeadVault vault = refresh(ring(before));
        UUID acme = orphan(vault, ACME);
        UUID other = orphan(vault, OTHER);
        List<Row> keysets = sql("select * from keyset where purpose = $1", Tuple.of(purpose));
        List<Row> rows = sql("select * from orphan where grant_id = $1", Tuple.of(grant));
        assertThat(opened(refresh(ring(process())), acme)).isEqualTo(SECRET);

        before.environments().shred(ACME);
        forgetRows();
        keysets.forEach(this::putBackKeyset);
        rows.forEach(this::putBackOrphan);

        AeadVault restored = refresh(ring(process()));
        for (AeadVault one : List.of(vault, restored)) {
            assertThatThrownBy(() -> opened(one, acme)).isExactlyInstanceOf(CannotOpen.class);
            assertThat(opened(one, other)).isEqualTo(SECRET);
        }
    }

    @Test
    @DisplayName("F5: an exchange of keysets seals for their environments what was sealed before there were such keys")
    void anExchangeMovesWhatWasSealedBefore() {
        WrappingKeys without = new WrappingKeys(Settings.shipped(KeyServiceConfig.class));
        UUID acme = orphan(refresh(ring(without)), ACME);
        assertThat(sealed(acme).isOfEnvironment()).isFalse();
        WrappingKeys with = process();
        AeadRing ring = ring(with);
        refresh(ring);

        exchange(ring);

        assertThat(sealed(acme).isOfEnvironment()).isTrue();
        assertThat(opened(ring.vault(), acme)).isEqualTo(SECRET);
        with.environments().shred(ACME);
        assertThatThrownBy(() -> opened(ring.vault(), acme)).isExactlyInstanceOf(CannotOpen.class);
    }

    private void exchange(AeadRing ring) {
        assertThat(get(ring.rotate())).isTrue();
        refresh(ring);
        Reseal reseal = new Reseal(pool, config(), ring, List.of(REFRESH, ACCESS));
        await().atMost(SOON).until(() -> !get(reseal.turn()));
    }

    /** What another process, which starts now, has of wrapping keys and of environments' keys. */
    private WrappingKeys process() {
        return new WrappingKeys(Settings.with(
                KeyServiceConfig.class, "agent-auth.key-service.environment-keys-folder", folder.toString()));
    }

    private AeadRing ring(WrappingKeys process) {
        WrappingFiles file =
                new WrappingFiles(Optional.of(Path.of("target/test-keys/rotation.key")), List.of(), "x", true);
        return new AeadRing(
                purpose,
                process.own(file),
                new AeadRing.Parts(new KeysetTable(pool), process, config(), OpenGuard.NONE));
    }

    private static RotationConfig config() {
        return Settings.with(RotationConfig.class, "agent-auth.rotation.", Map.of("announced-for", "0s"));
    }

    private UUID orphan(AeadVault vault, UUID environment) {
        UUID id = UUID.randomUUID();
        sql(
                """
                insert into orphan (id, grant_id, attempt_id, environment_id, account_id, slot, generation, version,
                                    refresh_token, access_token, reason)
                values ($1, $2, $1, $3, $1, 'main', 1, 1, $4, $5, 'late')
                """,
                Tuple.of(
                        id,
                        grant,
                        environment,
                        Buffer.buffer(vault.seal(SECRET, place(environment, id, "refresh_token"))
                                .bytes()),
                        Buffer.buffer(vault.seal(SECRET, place(environment, id, "access_token"))
                                .bytes())));
        return id;
    }

    private Sealed sealed(UUID id) {
        return new Sealed(sql("select refresh_token from orphan where id = $1", Tuple.of(id))
                .getFirst()
                .getBuffer("refresh_token")
                .getBytes());
    }

    private Sensitive opened(AeadVault vault, UUID id) {
        UUID environment = sql("select environment_id from orphan where id = $1", Tuple.of(id))
                .getFirst()
                .getUUID("environment_id");
        return vault.open(sealed(id), place(environment, id, "refresh_token"));
    }

    private static Place place(UUID environment, UUID id, String field) {
        return new Place(environment, id, "main", field, 1, 1);
    }

    private void forgetRows() {
        sql("delete from orphan where grant_id = $1", Tuple.of(grant));
        sql("update keyset set is_current = false, next_of = null where purpose = $1", Tuple.of(purpose));
        sql("delete from keyset where purpose = $1", Tuple.of(purpose));
    }

    private void putBackKeyset(Row row) {
        sql(
                "insert into keyset (id, purpose, kind, wrapped, is_current) values ($1, $2, $3, $4, $5)",
                Tuple.of(
                        row.getUUID("id"),
                        row.getString("purpose"),
                        row.getString("kind"),
                        row.getBuffer("wrapped").getDelegate(),
                        row.getBoolean("is_current")));
    }

    private void putBackOrphan(Row row) {
        sql(
                """
                insert into orphan (id, grant_id, attempt_id, environment_id, account_id, slot, generation, version,
                                    refresh_token, access_token, reason)
                values ($1, $2, $1, $3, $1, 'main', 1, 1, $4, $5, 'late')
                """,
                Tuple.of(
                        row.getUUID("id"),
                        grant,
                        row.getUUID("environment_id"),
                        row.getBuffer("refresh_token").getDelegate(),
                        row.getBuffer("access_token").getDelegate()));
    }

    private static AeadVault refresh(AeadRing ring) {
        return get(ring.refresh());
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(SOON);
    }

    private List<Row> sql(String statement, Tuple columns) {
        return get(pool.preparedQuery(statement).execute(columns).map(rows -> rows.stream()
                .toList()));
    }
}
