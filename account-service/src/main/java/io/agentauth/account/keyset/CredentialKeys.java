// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import io.agentauth.database.Database;
import io.agentauth.keyservice.WrappingKeys;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.rotation.AeadRing;
import io.agentauth.rotation.KeysetTable;
import io.agentauth.rotation.Reseal;
import io.agentauth.rotation.RotationConfig;
import io.agentauth.rotation.SealedColumn;
import io.agentauth.vault.AeadVault;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.agentauth.vault.UnknownKeyset;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;

/**
 * The keysets that static credentials are sealed with. This service makes them, on first need, and nobody else holds them; of several replicas the
 * first one's counts. A seal that names an unknown keyset makes it look for newer ones.
 */
@ApplicationScoped
public class CredentialKeys {
    static final String PURPOSE = "static_credentials";
    private static final List<SealedColumn> KEPT = List.of(new SealedColumn(
            "access_token", "sealed", "account_id", "account_id, slot, generation, version", "static_credential"));
    // Of authorizations that wait: never for long, so it is not sealed anew and only keeps an old keyset from being
    // deleted.
    private static final List<SealedColumn> PARKED = List.of(new SealedColumn(
            "authorization_attempt", "entered", "id", "id, ''::text, generation, 1::bigint", "entered"));

    private final KeysetTable table;
    private final AeadRing ring;
    private final Reseal reseal;

    @Inject
    CredentialKeys(Database database, RotationConfig config, WrappingKeys keys, Wrapping wrapping) {
        table = new KeysetTable(database.worker());
        ring = new AeadRing(PURPOSE, wrapping.own(), new AeadRing.Parts(table, keys, config, wrapping::requireOpen));
        reseal = new Reseal(database.worker(), config, ring, KEPT);
    }

    /** Seals {@code secret} to {@code place}. Fails with {@code key_service_unavailable} while the keyset cannot be had. */
    public Uni<Sealed> seal(Sensitive secret, Place place) {
        return held().map(keys -> keys.seal(secret, place))
                .onFailure(KeyUnavailable.class)
                .transform(CredentialKeys::unavailable);
    }

    /** Opens what was sealed at {@code place}. Fails with {@code key_service_unavailable} while its keyset cannot be had. */
    public Uni<Sensitive> open(Sealed sealed, Place place) {
        return held().map(keys -> keys.open(sealed, place))
                .onFailure(UnknownKeyset.class)
                .recoverWithUni(() -> ring.refresh().map(keys -> keys.open(sealed, place)))
                .onFailure(failure -> failure instanceof UnknownKeyset || failure instanceof KeyUnavailable)
                .transform(CredentialKeys::unavailable);
    }

    /** The keysets as they are stored. */
    AeadRing ring() {
        return ring;
    }

    /** What older keysets sealed, sealed anew. */
    Reseal reseal() {
        return reseal;
    }

    /** Deletes keysets that were replaced long ago and seal nothing any more. */
    Uni<Integer> retire() {
        return reseal.retire(table, PARKED);
    }

    private Uni<AeadVault> held() {
        AeadVault known = ring.vault();
        return known != null
                ? Uni.createFrom().item(known)
                : ring.refresh().onFailure().transform(CredentialKeys::unavailable);
    }

    /** What a caller is told while the keyset cannot be had. */
    static ProblemException unavailable(Throwable cause) {
        return new ProblemException(
                        ProblemType.KEY_SERVICE_UNAVAILABLE,
                        "The key that seals static credentials cannot be had now.",
                        cause)
                .retryAfter(Duration.ofSeconds(1));
    }
}
