// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.keyset;

import io.agentauth.keyservice.WrappingKeys;
import io.agentauth.rotation.AeadRing;
import io.agentauth.rotation.KeysetTable;
import io.agentauth.rotation.Reseal;
import io.agentauth.rotation.RotationConfig;
import io.agentauth.rotation.SealedColumn;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The keysets that are exchanged by themselves, and where what they sealed stands. Codes and verifiers of flows live for minutes and are not
 * sealed anew; they only keep an old keyset from being deleted.
 */
@ApplicationScoped
class Rings {
    private static final String OF_ACCOUNT = "account_id, slot, generation, version";
    static final List<SealedColumn> REFRESH_TOKENS = List.of(
            new SealedColumn("\"grant\"", "refresh_token", "id", OF_ACCOUNT, "refresh_token"),
            new SealedColumn("orphan", "refresh_token", "id", OF_ACCOUNT, "refresh_token"),
            new SealedColumn(
                    "connection_copy",
                    "client_secret",
                    "connection_id",
                    "connection_id, '-'::text, 0::bigint, credentials_version",
                    "client_secret_copy"),
            new SealedColumn(
                    "connection_copy",
                    "previous_secret",
                    "connection_id",
                    "connection_id, '-'::text, 0::bigint, previous_credentials_version",
                    "client_secret_copy"));
    private static final List<SealedColumn> ACCESS_TOKENS = List.of(
            new SealedColumn("\"grant\"", "access_token", "id", OF_ACCOUNT, "access_token"),
            new SealedColumn("orphan", "access_token", "id", OF_ACCOUNT, "access_token"));
    private static final List<SealedColumn> OF_FLOWS = List.of(
            flow("flow", "verifier"),
            flow("flow", "nonce"),
            flow("flow", "parked_code"),
            flow("flow", "device_code"),
            flow("attempt", "code"));

    private final KeysetTable table;
    private final AeadRing refreshTokens;
    private final AeadRing accessTokens;
    private final Reseal refreshReseal;
    private final Reseal accessReseal;

    @Inject
    Rings(@ReactiveDataSource("worker") Pool pool, RotationConfig config, WrappingKeys keys, Wrapping wrapping) {
        table = new KeysetTable(pool);
        AeadRing.Parts parts = new AeadRing.Parts(table, keys, config, wrapping::requireOpen);
        refreshTokens = new AeadRing(Purpose.REFRESH_TOKENS.word(), wrapping.of(Purpose.REFRESH_TOKENS), parts);
        accessTokens = new AeadRing(Purpose.ACCESS_TOKENS.word(), wrapping.of(Purpose.ACCESS_TOKENS), parts);
        refreshReseal = new Reseal(pool, config, refreshTokens, REFRESH_TOKENS);
        accessReseal = new Reseal(pool, config, accessTokens, ACCESS_TOKENS);
    }

    private static SealedColumn flow(String table, String column) {
        return new SealedColumn(
                table, column, "authorization_id", "authorization_id, '-'::text, generation, 0::bigint", column);
    }

    AeadRing refreshTokens() {
        return refreshTokens;
    }

    AeadRing accessTokens() {
        return accessTokens;
    }

    /** Reads both anew. */
    Uni<Void> refresh() {
        return refreshTokens.refresh().chain(accessTokens::refresh).replaceWithVoid();
    }

    /** Announces a new keyset for each whose current one is among {@code replaced}. */
    Uni<Void> replace(Set<UUID> replaced) {
        return refreshTokens
                .replace(replaced)
                .chain(() -> accessTokens.replace(replaced))
                .chain(this::refresh);
    }

    /** A turn of sealing anew for each; whether there is more to do. */
    Uni<Boolean> reseal() {
        return refreshReseal.turn().chain(more -> accessReseal.turn().map(other -> more || other));
    }

    /**
     * Deletes keysets for refresh tokens that were replaced long ago and seal nothing any more. Those for access tokens stay: account-service has
     * tokens that never expire under them.
     */
    Uni<Integer> retire() {
        return refreshReseal.retire(table, OF_FLOWS);
    }

    /** How many seals this process has made anew. */
    double resealed() {
        return refreshReseal.resealed() + accessReseal.resealed();
    }
}
