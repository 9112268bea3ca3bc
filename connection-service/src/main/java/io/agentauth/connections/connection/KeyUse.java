// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.keyset.SecretHashes;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.providers.Provider;
import io.agentauth.vault.KeyedHash;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * For which authorization server an environment signs with a key: for one. What is signed for it is then nothing at another, even where the other
 * does not look whom it is for; products that share a server share the key. A certificate may be shown at several, as those of whole trades are
 * (TLS signs for one connection); its key signs for the first of them and for no other. Of a key only a keyed hash is here, and that stays when
 * its connection goes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-3">RFC 7523 §3</a>
 */
@ApplicationScoped
class KeyUse {
    private static final String WHAT = "signing_key";
    private static final String TAKE =
            """
            insert into signing_key_use as u (environment_id, key_hash, server, signs) values ($1, $2, $3, $4)
            on conflict (environment_id, key_hash) do update set server = u.server, signs = u.signs or (excluded.signs and u.server = excluded.server)
            returning server, signs
            """;

    private final SecretHashes hashes;

    @Inject
    KeyUse(SecretHashes hashes) {
        this.hashes = hashes;
    }

    /** The hash, for outside of a transaction. */
    Uni<KeyedHash> hash() {
        return hashes.get();
    }

    /** Writes the use down; fails with {@code invalid_field} if the key signs for another server. */
    Uni<Void> take(SqlConnection tx, Use use) {
        Credentials.SigningUse key = use.key();
        return key == null
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery(TAKE)
                        .execute(Tuple.of(
                                use.environment().value(),
                                Buffer.buffer(use.hash().hash(WHAT, key.likeness())),
                                use.server(),
                                !key.certified()))
                        .map(rows -> rows.iterator().next())
                        .invoke(noted -> requireSame(use, noted.getString("server"), noted.getBoolean("signs")))
                        .replaceWithVoid();
    }

    /**
     * A key that is to be used.
     *
     * @param server whom it signs for
     * @param key null where there is none
     */
    record Use(EnvironmentId environment, String server, KeyedHash hash, Credentials.@Nullable SigningUse key) {
        /** By a connection to {@code provider}, which is as the connection uses it. */
        static Use of(
                EnvironmentId environment, Provider provider, KeyedHash hash, Credentials.@Nullable SigningUse key) {
            URI tokens = provider.token().uri();
            return new Use(environment, tokens == null ? provider.id() : tokens.getRawAuthority(), hash, key);
        }

        boolean isOfCertificate() {
            return key != null && key.certified();
        }
    }

    /** {@code signs}: the key signs for {@code first}, else its certificate is shown there. */
    private static void requireSame(Use use, String first, boolean signs) {
        if (!first.equals(use.server()) && (signs || !use.isOfCertificate())) {
            throw ProblemException.invalidField(
                    "credentials.private_key", "It signs for another provider here; make one for each provider.");
        }
    }
}
