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
import io.agentauth.rotation.KeysetRow;
import io.agentauth.rotation.KeysetTable;
import io.agentauth.rotation.Reseal;
import io.agentauth.rotation.RotationConfig;
import io.agentauth.rotation.SealedColumn;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.AeadVault;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.KeyWrapper;
import io.agentauth.vault.LocalKeyWrapper;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a purpose of its own in the real tables, so that nobody else's keysets are exchanged. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class RotationComponentTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String OF_ACCOUNT = "account_id, slot, generation, version";
    private static final SealedColumn REFRESH =
            new SealedColumn("orphan", "refresh_token", "id", OF_ACCOUNT, "refresh_token");
    private static final SealedColumn ACCESS =
            new SealedColumn("orphan", "access_token", "id", OF_ACCOUNT, "access_token");

    private final String purpose = "test_" + UUID.randomUUID().toString().substring(0, 8);
    private final UUID grant = UUID.randomUUID();
    private final WrappingKeys files = new WrappingKeys(Settings.shipped(KeyServiceConfig.class));

    @Inject
    KeyRing keys;

    @Inject
    @ReactiveDataSource("worker")
    Pool pool;

    @TempDir
    Path folder;

    @BeforeEach
    void held() {
        await().atMost(Duration.ofSeconds(60)).until(keys::isUsable);
    }

    @AfterEach
    void clear() {
        sql("delete from orphan where grant_id = $1", Tuple.of(grant));
        sql("update keyset set is_current = false, next_of = null where purpose = $1", Tuple.of(purpose));
        sql("delete from keyset where purpose = $1", Tuple.of(purpose));
        sql("update reseal set finished_at = now() where purpose = $1", Tuple.of(purpose));
    }

    @Test
    @DisplayName("F6: every replica opens with a new keyset before any of them seals with it, and the old one opens on")
    void aNewKeysetIsKnownBeforeItIsUsed() {
        AeadRing one = ring(config(Map.of("announced-for", "1h")));
        AeadRing other = ring(config(Map.of("announced-for", "1h")));
        AeadVault before = refresh(one);
        refresh(other);
        Sealed old = before.seal(secret(), place(1));

        assertThat(get(one.rotate())).isTrue();
        assertThat(get(other.rotate())).isFalse();
        assertThat(refresh(one).currentKeysetId()).isEqualTo(before.currentKeysetId());
        assertThat(refresh(other).currentKeysetId()).isEqualTo(before.currentKeysetId());
        UUID next = one.rows().stream()
                .filter(KeysetRow::next)
                .findFirst()
                .orElseThrow()
                .keyset()
                .id();
        assertThat(refresh(other).keysetIds()).contains(next);

        sql("update keyset set use_from = now() where id = $1", Tuple.of(next));

        AeadVault after = refresh(one);
        assertThat(after.currentKeysetId()).isEqualTo(next);
        assertThat(after.open(old, place(1))).isEqualTo(secret());
        assertThat(other.vault().open(after.seal(secret(), place(1)), place(1))).isEqualTo(secret());
        assertThat(refresh(other).currentKeysetId()).isEqualTo(next);
    }

    @Test
    @DisplayName(
            "F6, H5: an exchange of a keyset that was exchanged already does nothing, before its successor seals and after")
    void oneExchangeIsMadeOnce() {
        AeadRing ring = ring(config(Map.of("announced-for", "1h")));
        refresh(ring);
        Set<UUID> first = ring.current();
        assertThat(get(ring.replace(Set.of(UUID.randomUUID())))).isFalse();

        assertThat(get(ring.replace(first))).isTrue();
        assertThat(get(ring.replace(first))).isFalse();
        sql("update keyset set use_from = now() where purpose = $1 and next_of is not null", Tuple.of(purpose));
        refresh(ring);

        assertThat(ring.current()).hasSize(1).isNotEqualTo(first);
        assertThat(get(ring.replace(first))).isFalse();
        assertThat(get(ring.replace(ring.current()))).isTrue();
    }

    @Test
    @DisplayName(
            "F6: sealing anew goes on where a process died, does each row once, and leaves what was changed meanwhile")
    void sealingAnewGoesOnWhereAProcessDied() {
        RotationConfig two = config(Map.of("announced-for", "0s", "batch", "2"));
        AeadRing ring = ring(two);
        List<UUID> rows = orphans(refresh(ring), 5);
        assertThat(get(ring.rotate())).isTrue();
        AeadVault fresh = refresh(ring);

        // One batch is done; then a process dies in the middle of another one, and nothing of that is left.
        assertThat(get(new Reseal(pool, two, ring, List.of(REFRESH, ACCESS)).turn()))
                .isTrue();
        assertThat(sealedBy(fresh.currentKeysetId())).isEqualTo(2);
        SealedColumn dying = new SealedColumn(
                "orphan", "refresh_token", "id", "account_id, slot, generation, 1 / (version - 1)", "x");
        assertThatThrownBy(() -> get(new Reseal(pool, two, ring, List.of(dying, ACCESS)).turn()))
                .hasMessageContaining("division by zero");
        assertThat(sealedBy(fresh.currentKeysetId())).isEqualTo(2);

        // Another replica, which knows nothing of the first, goes on.
        Reseal other = new Reseal(pool, two, ring, List.of(REFRESH, ACCESS));
        await().atMost(SOON).until(() -> !get(other.turn()));

        assertThat(sealedBy(fresh.currentKeysetId())).isEqualTo(10);
        assertThat(other.resealed()).isEqualTo(8);
        for (UUID id : rows) {
            Row row = sql("select * from orphan where id = $1", Tuple.of(id)).getFirst();
            Sealed refresh = new Sealed(row.getBuffer("refresh_token").getBytes());
            assertThat(fresh.open(refresh, placeOf(row, "refresh_token"))).isEqualTo(secret());
        }
        Row progress = sql("select * from reseal where purpose = $1", Tuple.of(purpose))
                .getFirst();
        assertThat(progress.getLong("resealed")).isEqualTo(10);
        assertThat(progress.getOffsetDateTime("finished_at")).isNotNull();
    }

    @Test
    @DisplayName("a client secret that works on beside a new one is sealed anew as well")
    void aReplacedClientSecretIsSealedAnew() {
        RotationConfig config = config(Map.of("announced-for", "0s"));
        AeadRing ring = ring(config);
        UUID connection = UUID.randomUUID();
        Place place = new Place(grant, connection, "-", "client_secret_copy", 0, 3);
        byte[] sealed = refresh(ring).seal(secret(), place).bytes();
        sql(
                """
                insert into connection_copy (connection_id, environment_id, version, view, credentials_version, previous_secret,
                                             previous_credentials_version)
                values ($1, $2, 4, '{}', 4, $3, 3)
                """,
                Tuple.of(connection, grant, Buffer.buffer(sealed)));
        assertThat(get(ring.rotate())).isTrue();
        AeadVault fresh = refresh(ring);

        Reseal reseal = new Reseal(pool, config, ring, Rings.REFRESH_TOKENS);
        await().atMost(SOON).until(() -> !get(reseal.turn()));

        Sealed anew = new Sealed(sql(
                        "delete from connection_copy where connection_id = $1 returning previous_secret",
                        Tuple.of(connection))
                .getFirst()
                .getBuffer("previous_secret")
                .getBytes());
        assertThat(anew.keysetId()).isEqualTo(fresh.currentKeysetId());
        assertThat(fresh.open(anew, place)).isEqualTo(secret());
    }

    @Test
    @DisplayName("F6: a replica that has not heard of an exchange yet takes nothing back of what others did for it")
    void whoHasNotHeardTakesNothingBack() {
        RotationConfig config = config(Map.of("announced-for", "0s", "batch", "2"));
        AeadRing ring = ring(config);
        AeadRing late = ring(config);
        orphans(refresh(ring), 3);
        get(ring.rotate());
        refresh(late);
        get(late.rotate());
        refresh(ring);

        get(new Reseal(pool, config, ring, List.of(REFRESH)).turn());
        get(new Reseal(pool, config, late, List.of(REFRESH)).turn());

        Row progress = sql("select * from reseal where purpose = $1", Tuple.of(purpose))
                .getFirst();
        assertThat(Set.of(progress.getUUID("keyset_id")))
                .isEqualTo(ring.current())
                .isNotEqualTo(late.current());
        assertThat(progress.getLong("resealed")).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "F6: a seal that does not open stays as it is, is counted, and holds up nobody; nor does one that was cut short")
    void whatDoesNotOpenStays() {
        RotationConfig config = config(Map.of("announced-for", "0s"));
        AeadRing ring = ring(config);
        List<UUID> orphans = orphans(refresh(ring), 4);
        UUID old = ring.vault().currentKeysetId();
        sql("update orphan set version = 9 where id = $1", Tuple.of(orphans.getFirst()));
        sql(
                "update orphan set access_token = '\\x01', refresh_token = '\\x' where id = $1",
                Tuple.of(orphans.getLast()));
        get(ring.rotate());
        AeadVault fresh = refresh(ring);

        Reseal reseal = new Reseal(pool, config, ring, List.of(REFRESH, ACCESS));
        await().atMost(SOON).until(() -> !get(reseal.turn()));

        assertThat(sealedBy(fresh.currentKeysetId())).isEqualTo(4);
        Row progress = sql("select * from reseal where purpose = $1", Tuple.of(purpose))
                .getFirst();
        assertThat(progress.getLong("unreadable")).isEqualTo(2);
        assertThat(sealedBy(old)).isEqualTo(2);
        Row cut = sql("select refresh_token, access_token from orphan where id = $1", Tuple.of(orphans.getLast()))
                .getFirst();
        assertThat(cut.getBuffer("access_token").length()).isEqualTo(1);
        assertThat(cut.getBuffer("refresh_token").length()).isZero();
    }

    @Test
    @DisplayName("F7: an old keyset is deleted only when it was replaced long ago and nothing is sealed by it")
    void anOldKeysetIsKeptWhileItIsNeeded() {
        RotationConfig config = config(Map.of("announced-for", "0s", "kept-for", "1d"));
        AeadRing ring = ring(config);
        UUID old = refresh(ring).currentKeysetId();
        orphans(ring.vault(), 1);
        get(ring.rotate());
        refresh(ring);
        Reseal reseal = new Reseal(pool, config, ring, List.of(REFRESH, ACCESS));
        KeysetTable table = new KeysetTable(pool);

        sql("update keyset set replaced_at = now() - interval '2 days' where id = $1", Tuple.of(old));
        refresh(ring);
        assertThat(get(reseal.retire(table, List.of())))
                .as("it still seals rows")
                .isZero();

        await().atMost(SOON).until(() -> !get(reseal.turn()));
        sql("update keyset set replaced_at = now() where id = $1", Tuple.of(old));
        refresh(ring);
        assertThat(get(reseal.retire(table, List.of())))
                .as("a backup may need it")
                .isZero();

        sql("update keyset set replaced_at = now() - interval '2 days' where id = $1", Tuple.of(old));
        refresh(ring);
        assertThat(get(reseal.retire(table, List.of()))).isOne();
        assertThat(refresh(ring).keysetIds()).doesNotContain(old);
    }

    @Test
    @DisplayName(
            "F3: seals are counted before they are made, never too few, and a keyset that has made enough is exchanged by itself")
    void sealsAreCountedBeforeTheyAreMade() {
        RotationConfig few = config(Map.of("reserved", "4", "after-seals", "8", "announced-for", "0s"));
        AeadRing ring = ring(few);
        AeadVault vault = refresh(ring);
        UUID first = vault.currentKeysetId();
        for (int i = 0; i < 4; i++) {
            vault.seal(secret(), place(i));
        }
        assertThatThrownBy(() -> vault.seal(secret(), place(5))).isInstanceOf(KeyUnavailable.class);
        assertThat(seals(first)).isGreaterThanOrEqualTo(4);

        refresh(ring);
        vault.seal(secret(), place(6));
        assertThat(seals(first)).isEqualTo(8);

        refresh(ring); // another process's start would do as well
        assertThat(refresh(ring).currentKeysetId()).isNotEqualTo(first);
    }

    @Test
    @DisplayName(
            "F6: a wrapping key is exchanged keyset by keyset; a crash between two leaves both readable, and the next start goes on")
    void aWrappingKeyIsExchangedKeysetByKeyset() {
        Path old = folder.resolve("old.key");
        Path young = folder.resolve("new.key");
        LocalKeyWrapper.of(young, true);
        AeadRing before = ring(config(Map.of("announced-for", "0s")), wrapper(old));
        refresh(before);
        get(before.rotate());
        Sealed sealed = refresh(before).seal(secret(), place(1));

        KeyWrapper both = files.own(new WrappingFiles(Optional.of(young), List.of(old), "x", false));
        assertThatThrownBy(() -> refresh(ring(config(Map.of()), new DyingAfterOne(both))))
                .hasMessageContaining("killed");
        assertThat(wrappedBy(young)).isOne();

        assertThat(refresh(ring(config(Map.of()), both)).open(sealed, place(1))).isEqualTo(secret());
        assertThat(wrappedBy(young)).isEqualTo(2);
        assertThat(refresh(ring(config(Map.of()), wrapper(young))).open(sealed, place(1)))
                .isEqualTo(secret());
    }

    private long wrappedBy(Path file) {
        KeyWrapper wrapper = wrapper(file);
        return sql("select wrapped from keyset where purpose = $1", Tuple.of(purpose)).stream()
                .filter(row -> wrapper.made(row.getBuffer("wrapped").getBytes()))
                .count();
    }

    private KeyWrapper wrapper(Path file) {
        return files.own(new WrappingFiles(Optional.of(file), List.of(), "x", true));
    }

    private AeadRing ring(RotationConfig config) {
        return ring(config, wrapper(Path.of("target/test-keys/rotation.key")));
    }

    private AeadRing ring(RotationConfig config, KeyWrapper wrapper) {
        return new AeadRing(purpose, wrapper, new AeadRing.Parts(new KeysetTable(pool), files, config, OpenGuard.NONE));
    }

    private static RotationConfig config(Map<String, String> settings) {
        return Settings.with(RotationConfig.class, "agent-auth.rotation.", settings);
    }

    private List<UUID> orphans(AeadVault vault, int count) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UUID id = UUID.randomUUID();
            ids.add(id);
            Buffer refresh = Buffer.buffer(
                    vault.seal(secret(), place(id, "refresh_token")).bytes());
            Buffer access = Buffer.buffer(
                    vault.seal(secret(), place(id, "access_token")).bytes());
            sql(
                    """
                    insert into orphan (id, grant_id, attempt_id, environment_id, account_id, slot, generation, version,
                                        refresh_token, access_token, reason)
                    values ($1, $2, $1, $1, $1, 'main', 1, 1, $3, $4, 'late')
                    """,
                    Tuple.of(id, grant, refresh, access));
        }
        return ids;
    }

    private int sealedBy(UUID keyset) {
        int count = 0;
        for (Row row : sql("select refresh_token, access_token from orphan where grant_id = $1", Tuple.of(grant))) {
            for (String column : List.of("refresh_token", "access_token")) {
                byte[] seal = row.getBuffer(column).getBytes();
                count += seal.length > 17 && new Sealed(seal).keysetId().equals(keyset) ? 1 : 0;
            }
        }
        return count;
    }

    private long seals(UUID keyset) {
        return sql("select seals from keyset where id = $1", Tuple.of(keyset))
                .getFirst()
                .getLong("seals");
    }

    private static Sensitive secret() {
        return Sensitive.of("a refresh token");
    }

    private static Place place(long version) {
        return new Place(new UUID(1, 1), new UUID(2, 2), "main", "refresh_token", 1, version);
    }

    private static Place place(UUID id, String field) {
        return new Place(id, id, "main", field, 1, 1);
    }

    private static Place placeOf(Row row, String field) {
        return place(row.getUUID("id"), field);
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
