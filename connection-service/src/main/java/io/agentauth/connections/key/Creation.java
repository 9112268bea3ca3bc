// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.key;

import io.agentauth.connections.keyset.SecretHashes;
import io.agentauth.identity.ApiKeyText;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.vault.KeyedHash;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;

/** What a new key is made of. */
@ApplicationScoped
class Creation {
    private final ApiKeyStore store;
    private final SecretHashes hashes;
    private final int perEnvironmentMax;

    @Inject
    Creation(ApiKeyStore store, SecretHashes hashes, KeyConfig config) {
        this.store = store;
        this.hashes = hashes;
        this.perEnvironmentMax = config.perEnvironmentMax();
    }

    /** A key that nobody has seen yet. */
    record Fresh(Sensitive text, ApiKeyStore.NewKey row) {
        /** The text goes along only if {@code key} is the one just made. */
        ApiKeys.Created created(ApiKey key) {
            return new ApiKeys.Created(key, key.id().equals(row.id()) ? text : null);
        }
    }

    Uni<KeyedHash> hash() {
        return hashes.get();
    }

    /** A key of the environment's kind. Fails with {@code not_found} where there is no such environment. */
    Uni<Fresh> prepare(SqlConnection tx, EnvironmentId environment, ApiKeys.Wanted wanted, KeyedHash hash) {
        Instant expiresAt = wanted.expiresAt();
        if (expiresAt != null && !expiresAt.isAfter(Instant.now())) {
            throw ProblemException.invalidField("expires_at", "It lies in the future.");
        }
        return store.lockEnvironment(tx, environment)
                .map(kind -> kind.orElseThrow(() -> ProblemException.notFound("environment")))
                .map(kind -> fresh(kind, wanted, hash));
    }

    Uni<Void> requireRoom(SqlConnection tx, EnvironmentId environment) {
        return store.count(tx, environment).invoke(this::requireRoom).replaceWithVoid();
    }

    private void requireRoom(long keys) {
        if (keys >= perEnvironmentMax) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "An environment has at most " + perEnvironmentMax + " keys; revoke one.");
        }
    }

    private static Fresh fresh(String kind, ApiKeys.Wanted wanted, KeyedHash hash) {
        Sensitive text = ApiKeyText.next(kind.equals("production") ? ApiKeyText.Kind.LIVE : ApiKeyText.Kind.TEST);
        return new Fresh(
                text,
                new ApiKeyStore.NewKey(
                        ApiKeyId.next(), hash.hash(KnownKeys.HASHED_AS, text), ApiKeyText.publicPrefix(text), wanted));
    }
}
