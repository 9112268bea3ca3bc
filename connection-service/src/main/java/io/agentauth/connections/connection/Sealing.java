// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.keyset.RefresherKeyset;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.requests.Request;
import io.agentauth.vault.HpkeSealer;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Seals client secrets, each to its connection or managed app and the version of its credentials. */
@ApplicationScoped
public class Sealing {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int CONTEXT_BYTES = 16;

    private final RefresherKeyset keyset;

    @Inject
    Sealing(RefresherKeyset keyset) {
        this.keyset = keyset;
    }

    /** Seals to token-refresher. */
    public Uni<HpkeSealer> sealer() {
        return keyset.sealer();
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
        return secret == null
                ? null
                : sealer.seal(secret, new Place(environment.value(), id.value(), "-", "client_secret", 0, version));
    }
}
