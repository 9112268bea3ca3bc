// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.key;

import io.agentauth.connections.Rows;
import io.agentauth.connections.keyset.SecretHashes;
import io.agentauth.database.Database;
import io.agentauth.identity.ApiKeyText;
import io.agentauth.identity.Caller;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.vault.KeyedHash;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells whose presented keys are. One look-up by the keyed hash: a key is 256 random bits, so there is nothing to guess and nothing to time. */
@ApplicationScoped
public class KnownKeys {
    static final String HASHED_AS = "api_key";

    private static final String FIND =
            """
            select k.hash, k.id, k.environment_id, k.scopes, k.allowed_addresses, k.expires_at
              from api_key k left join environment e on e.environment_id = k.environment_id
             where k.hash = any ($1) and k.revoked_at is null and e.deleted_at is null
               and (k.expires_at is null or k.expires_at > now())
            """;

    private final Database database;
    private final SecretHashes hashes;

    @Inject
    KnownKeys(Database database, SecretHashes hashes) {
        this.database = database;
        this.hashes = hashes;
    }

    /** Whose a key is, and when it ends by itself. */
    public record KnownKey(Caller caller, @Nullable Instant expiresAt) {}

    /** Fails with {@code invalid_api_key}; a malformed key costs no look-up. */
    public Uni<KnownKey> require(Sensitive key) {
        return find(List.of(key)).map(found -> found.getFirst().orElseThrow(KnownKeys::invalid));
    }

    /** Whose keys these are, in their order, by one look-up; empty for those that are unknown, malformed, expired or revoked. */
    public Uni<List<Optional<KnownKey>>> find(List<Sensitive> keys) {
        return hashes.get().chain(hash -> {
            List<List<Buffer>> hashed =
                    keys.stream().map(key -> hashed(hash, key)).toList();
            Buffer[] all = hashed.stream().flatMap(List::stream).toArray(Buffer[]::new);
            return lookUp(all).map(known -> hashed.stream()
                    .map(one -> one.stream()
                            .map(known::get)
                            .filter(Objects::nonNull)
                            .findFirst())
                    .toList());
        });
    }

    private static List<Buffer> hashed(KeyedHash hash, Sensitive key) {
        return ApiKeyText.isWellFormed(key)
                ? hash.hashes(HASHED_AS, key).stream().map(Buffer::buffer).toList()
                : List.of();
    }

    private Uni<Map<Buffer, KnownKey>> lookUp(Buffer[] hashed) {
        return hashed.length == 0
                ? Uni.createFrom().item(Map.of())
                : database.worker()
                        .preparedQuery(FIND)
                        .execute(Tuple.tuple().addValue(hashed))
                        .map(rows -> Rows.list(rows, Function.identity()).stream()
                                .collect(Collectors.toMap(
                                        row -> row.getBuffer("hash").getDelegate(), KnownKeys::read)));
    }

    private static KnownKey read(Row row) {
        UUID environment = row.getUUID("environment_id");
        Caller caller = new Caller(
                new ApiKeyId(row.getUUID("id")),
                environment == null ? null : new EnvironmentId(environment),
                Set.copyOf(ApiKeyStore.permissions(row.getArrayOfStrings("scopes"))),
                environment == null,
                ApiKeyStore.ranges(row.getArrayOfStrings("allowed_addresses")));
        return new KnownKey(caller, Rows.timeOrNull(row, "expires_at"));
    }

    /** The same words for malformed, unknown, expired and revoked: a guesser learns nothing. */
    public static ProblemException invalid() {
        return new ProblemException(ProblemType.INVALID_API_KEY, "The API key is unknown, malformed or revoked.");
    }
}
