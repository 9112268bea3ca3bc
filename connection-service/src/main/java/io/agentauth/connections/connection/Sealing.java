// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.keyset.RefresherKeyset;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.keyservice.WrappingKeys;
import io.agentauth.requests.Request;
import io.agentauth.vault.CannotOpen;
import io.agentauth.vault.EnvironmentKeys;
import io.agentauth.vault.HpkeSealer;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Seals client secrets, each to its connection or managed app and the version of its credentials. */
@ApplicationScoped
public class Sealing {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int CONTEXT_BYTES = 16;

    private final RefresherKeyset keyset;
    private final @Nullable EnvironmentKeys environments;

    @Inject
    Sealing(RefresherKeyset keyset, WrappingKeys keys) {
        this.keyset = keyset;
        environments = keys.environments();
    }

    /** Seals to token-refresher what is of no environment. */
    public Uni<HpkeSealer> sealer() {
        return keyset.sealer();
    }

    /** Seals to token-refresher what is a connection's: under the key of its environment, so that it goes when that is shredded. */
    Uni<HpkeSealer> sealerOfConnections() {
        return keyset.sealer().map(sealer -> sealer.coveredBy(environments));
    }

    boolean isCovering() {
        EnvironmentKeys keys = environments;
        return keys != null && keys.isSealing();
    }

    /** The same seal under the key of its environment. */
    Sealed covered(CoverSecrets.Found found) {
        return Objects.requireNonNull(environments)
                .cover(found.sealed(), place(found.environment(), found.id(), found.version()));
    }

    /** A connection's secret as token-refresher opens it; as it is stored, which nobody opens, where its environment was shredded. Null where there is none. */
    @Nullable
    Sealed forRefresher(EnvironmentId environment, ConnectionStore.WithSecret found) {
        Sealed sealed = found.secret();
        EnvironmentKeys keys = environments;
        if (sealed == null || keys == null || found.connection().managedApp() != null) {
            return sealed;
        }
        try {
            return keys.uncover(sealed, place(environment, found.connection().id(), found.credentialsVersion()));
        } catch (CannotOpen _) {
            return sealed;
        }
    }

    /** An unguessable last segment of a redirect URI, by which a callback is told. */
    public static String redirectContext() {
        byte[] bytes = new byte[CONTEXT_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A managed app's secret: of no environment, so that it opens at no connection's place. */
    public static @Nullable Sealed sealManaged(HpkeSealer sealer, UUID app, long version, @Nullable Sensitive secret) {
        return secret == null
                ? null
                : sealer.seal(secret, new Place(Request.OPERATOR.value(), app, "-", "client_secret", 0, version));
    }

    static @Nullable Sealed seal(
            HpkeSealer sealer, EnvironmentId environment, ConnectionId id, long version, @Nullable Sensitive secret) {
        return secret == null ? null : sealer.seal(secret, place(environment, id, version));
    }

    private static Place place(EnvironmentId environment, ConnectionId id, long version) {
        return new Place(environment.value(), id.value(), "-", "client_secret", 0, version);
    }
}
